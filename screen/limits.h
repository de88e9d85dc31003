// Judges the size of encoded bytes before they are read.
#ifndef SLEEVE_SCREEN_LIMITS_H_
#define SLEEVE_SCREEN_LIMITS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "screen/source.h"

namespace sleeve {

/// Nothing, or why a picture of `bytes` bytes is not read: empty, too_large.
inline std::optional<Problem> size_problem(uint64_t bytes,
                                           const SourceOptions& options) {
  if (bytes == 0) return Problem{ProblemKind::empty, "no bytes at all"};
  if (bytes <= options.max_bytes) return std::nullopt;
  return Problem{ProblemKind::too_large, std::to_string(bytes) +
                                             " bytes, more than the limit of " +
                                             std::to_string(options.max_bytes)};
}

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_LIMITS_H_
