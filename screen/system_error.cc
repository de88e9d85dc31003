#include "screen/system_error.h"

#include <cstring>

namespace sleeve {

std::string system_reason(int error) {
  const char* text = ::strerrordesc_np(error);
  return text != nullptr ? text : "error " + std::to_string(error);
}

}  // namespace sleeve
