#include "core/version.h"

namespace sleeve {

const char* version() { return SLEEVE_VERSION; }

}  // namespace sleeve
