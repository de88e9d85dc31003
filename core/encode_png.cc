#include "core/encode_png.h"

#include <png.h>

#include "core/error.h"

namespace sleeve {

std::vector<uint8_t> encode_png(const Pixels& pixels) {
  if ((pixels.channels != 1 && pixels.channels != 3) || pixels.rows < 1 ||
      pixels.columns < 1) {
    throw Error(ErrorCode::invalid_argument,
                "A PNG is made of grey or RGB samples.");
  }
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(pixels.columns);
  image.height = static_cast<png_uint_32>(pixels.rows);
  image.format = pixels.channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
  const auto stride = static_cast<png_int_32>(pixels.row_bytes);
  png_alloc_size_t size = 0;
  std::vector<uint8_t> bytes;
  // The first call tells the size, the second one writes.
  for (int pass = 0; pass < 2; ++pass) {
    bytes.resize(size);
    if (png_image_write_to_memory(&image, pass == 0 ? nullptr : bytes.data(),
                                  &size, 0, pixels.data, stride,
                                  nullptr) == 0) {
      throw Error(ErrorCode::internal,
                  std::string("The PNG could not be made: ") + image.message);
    }
  }
  return bytes;
}

}  // namespace sleeve
