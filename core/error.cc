#include "core/error.h"

namespace sleeve {

const char* problem_name(ProblemKind kind) {
  switch (kind) {
    case ProblemKind::empty:
      return "empty";
    case ProblemKind::not_a_picture:
      return "not_a_picture";
    case ProblemKind::unsupported_format:
      return "unsupported_format";
    case ProblemKind::truncated:
      return "truncated";
    case ProblemKind::corrupt:
      return "corrupt";
    case ProblemKind::too_large:
      return "too_large";
    case ProblemKind::unreadable:
      return "unreadable";
    case ProblemKind::time_out:
      return "time_out";
    case ProblemKind::crash:
      return "crash";
  }
  return "unknown";
}

}  // namespace sleeve
