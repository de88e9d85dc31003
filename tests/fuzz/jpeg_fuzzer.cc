// Our own JPEG reader against libjpeg-turbo: whatever the former accepts has
// the size that the latter finds.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "core/jpeg.h"
#include "core/jpeg_small.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  sleeve::DecodeOptions options;
  options.limits.max_pixels = 1 << 20;
  for (const int min_side : {8, 16}) {
    options.min_side = min_side;
    const auto own = sleeve::read_small_jpeg({data, size}, options);
    const auto other = sleeve::decode_jpeg_by_library({data, size}, options);
    if (own && other.ok() &&
        (own->rows != other->rows || own->columns != other->columns ||
         own->orientation != other->orientation)) {
      std::abort();
    }
  }
  return 0;
}
