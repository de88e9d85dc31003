// Reads what a picture claims about itself, before anything is decoded.
#ifndef SLEEVE_CORE_HEADER_H_
#define SLEEVE_CORE_HEADER_H_

#include <cstdint>
#include <optional>

#include "core/decode.h"

namespace sleeve {

struct Header {
  uint64_t rows = 0;     ///< as stored; 0 when only the decoder can tell
  uint64_t columns = 0;  ///< as stored
  uint64_t frames = 1;   ///< counted no further than one beyond the limit
  int orientation = 1;   ///< EXIF orientation that is still to be applied
  bool animated = false;
  bool padded_alpha = false;  ///< the fourth sample of a BMP is filling
};

/// Reads the header of `format` (any but `unknown` and `jpeg`) in time that
/// is bounded by its size and `limits`, without allocating. Problems:
/// `truncated` when the parts do not fit into the bytes, `corrupt`,
/// `unsupported_format`, and `too_large` beyond `limits`.
Result<Header> read_header(Bytes bytes, Format format, const Limits& limits);

/// The Problem of a size beyond the limit; also of a side that is 0.
std::optional<Problem> size_problem(uint64_t rows, uint64_t columns,
                                    const Limits& limits);

/// The Problem of more frames than the limit.
Problem frames_problem(const Limits& limits);

}  // namespace sleeve

#endif  // SLEEVE_CORE_HEADER_H_
