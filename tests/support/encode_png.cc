// Encodes test pictures as PNG in every bit depth and colour type.
#include <png.h>

#include <stdexcept>

#include "tests/support/pictures.h"

namespace sleeve {
namespace {

[[noreturn]] void fail(png_structp, png_const_charp message) {
  throw std::runtime_error(message);
}

void append(png_structp codec, png_bytep data, size_t size) {
  auto* bytes = static_cast<std::vector<uint8_t>*>(png_get_io_ptr(codec));
  bytes->insert(bytes->end(), data, data + size);
}

int colour_type(const Pixels& pixels, const PngOptions& options) {
  if (options.palette) return PNG_COLOR_TYPE_PALETTE;
  constexpr int kTypes[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA,
                            PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
  return kTypes[pixels.channels - 1];
}

/// Palette entry i: red runs up, green down, blue in small steps.
png_color palette_colour(int i, int bits) {
  const int level = i * 255 / ((1 << bits) - 1);
  return {static_cast<png_byte>(level), static_cast<png_byte>(255 - level),
          static_cast<png_byte>(i * 37 & 255)};
}

void write_palette(png_structp codec, png_infop info,
                   const PngOptions& options) {
  if (options.palette) {
    std::vector<png_color> colours;
    for (int i = 0; i < 1 << options.bits; ++i) {
      colours.push_back(palette_colour(i, options.bits));
    }
    png_set_PLTE(codec, info, colours.data(), static_cast<int>(colours.size()));
  }
  if (!options.transparent) return;
  png_byte alpha[] = {128};
  png_color_16 clear{};
  png_set_tRNS(codec, info, options.palette ? alpha : nullptr,
               options.palette ? 1 : 0, &clear);
}

/// One row, `bits` per sample, packed.
std::vector<uint8_t> packed_row(const Pixels& pixels, int row,
                                const PngOptions& options) {
  const int channels = options.palette ? 1 : pixels.channels;
  std::vector<uint8_t> out;
  int filled = 0;
  for (int c = 0; c < pixels.columns; ++c) {
    for (int k = 0; k < channels; ++k) {
      const uint8_t value = pixels.row(row)[c * pixels.channels + k];
      if (options.bits == 16) {
        out.push_back(value);
        out.push_back(value);
        continue;
      }
      if (filled == 0) out.push_back(0);
      filled += options.bits;
      out.back() |= value >> (8 - options.bits) << (8 - filled);
      filled %= 8;
    }
  }
  return out;
}

}  // namespace

std::vector<uint8_t> encode_png(const Pixels& pixels,
                                const PngOptions& options) {
  std::vector<uint8_t> bytes;
  png_structp codec =
      png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, nullptr);
  png_infop info = png_create_info_struct(codec);
  png_set_write_fn(codec, &bytes, append, nullptr);
  png_set_IHDR(codec, info, pixels.columns, pixels.rows, options.bits,
               colour_type(pixels, options),
               options.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  write_palette(codec, info, options);
  std::vector<uint8_t> exif = exif_block(options.orientation);
  if (options.orientation != 0) {
    png_set_eXIf_1(codec, info, static_cast<png_uint_32>(exif.size()),
                   exif.data());
  }
  png_write_info(codec, info);
  const int passes = png_set_interlace_handling(codec);
  for (int pass = 0; pass < passes; ++pass) {
    for (int r = 0; r < pixels.rows; ++r) {
      png_write_row(codec, packed_row(pixels, r, options).data());
    }
  }
  png_write_end(codec, info);
  png_destroy_write_struct(&codec, &info);
  return bytes;
}

}  // namespace sleeve
