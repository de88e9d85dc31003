// Chooses between our own reader and libjpeg-turbo.
#include "core/jpeg.h"

#include "core/jpeg_small.h"

namespace sleeve {

Result<Decoded> decode_jpeg(Bytes bytes, const DecodeOptions& options) {
  if (bytes.size() <= options.limits.max_bytes) {
    if (auto decoded = read_small_jpeg(bytes, options)) {
      return std::move(*decoded);
    }
  }
  return decode_jpeg_by_library(bytes, options);
}

}  // namespace sleeve
