// Chooses between our own reader and libjpeg-turbo.
#include "core/jpeg.h"

namespace sleeve {

Result<Decoded> decode_jpeg(Bytes bytes, const DecodeOptions& options) {
  return decode_jpeg_by_library(bytes, options);
}

}  // namespace sleeve
