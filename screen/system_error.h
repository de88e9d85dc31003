// Says in words why a system call failed.
#ifndef SLEEVE_SCREEN_SYSTEM_ERROR_H_
#define SLEEVE_SCREEN_SYSTEM_ERROR_H_

#include <string>

namespace sleeve {

/// "Permission denied" for EACCES, and so on; the same in every locale.
std::string system_reason(int error);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_SYSTEM_ERROR_H_
