// The version of this library.
#ifndef SLEEVE_CORE_VERSION_H_
#define SLEEVE_CORE_VERSION_H_

namespace sleeve {

/// Major, minor and patch, for example "0.1.0".
const char* version();

}  // namespace sleeve

#endif  // SLEEVE_CORE_VERSION_H_
