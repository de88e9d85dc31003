// Encodes test pictures as JPEG, in the variants that scraped pictures have.
#include <cstdio>  // jpeglib.h needs FILE, and so comes after.
//
#include <jpeglib.h>

#include <cstdlib>
#include <stdexcept>

#include "tests/support/pictures.h"

namespace sleeve {
namespace {

[[noreturn]] void fail(j_common_ptr codec) {
  char message[JMSG_LENGTH_MAX];
  codec->err->format_message(codec, message);
  throw std::runtime_error(message);
}

int input_channels(const Pixels& pixels, const JpegOptions& options) {
  if (options.cmyk || options.ycck) return 4;
  return pixels.channels >= 3 ? 3 : 1;
}

J_COLOR_SPACE input_space(int channels) {
  if (channels == 4) return JCS_CMYK;
  return channels == 3 ? JCS_RGB : JCS_GRAYSCALE;
}

void configure(jpeg_compress_struct& codec, const JpegOptions& options) {
  jpeg_set_defaults(&codec);
  if (options.rgb) jpeg_set_colorspace(&codec, JCS_RGB);
  if (options.ycck) jpeg_set_colorspace(&codec, JCS_YCCK);
  jpeg_set_quality(&codec, options.quality, TRUE);
  const bool subsampled =
      codec.jpeg_color_space == JCS_YCbCr || codec.jpeg_color_space == JCS_YCCK;
  codec.comp_info[0].h_samp_factor =
      subsampled ? options.horizontal_sampling : 1;
  codec.comp_info[0].v_samp_factor = subsampled ? options.vertical_sampling : 1;
  if (options.ycck) {
    codec.comp_info[3].h_samp_factor = options.horizontal_sampling;
    codec.comp_info[3].v_samp_factor = options.vertical_sampling;
  }
  if (options.progressive) jpeg_simple_progression(&codec);
  codec.arith_code = options.arithmetic ? TRUE : FALSE;
  codec.restart_interval = options.restart_interval;
}

void write_exif(jpeg_compress_struct& codec, int orientation) {
  std::vector<uint8_t> marker = {'E', 'x', 'i', 'f', 0, 0};
  const std::vector<uint8_t> block = exif_block(orientation);
  marker.insert(marker.end(), block.begin(), block.end());
  jpeg_write_marker(&codec, JPEG_APP0 + 1, marker.data(),
                    static_cast<unsigned>(marker.size()));
}

/// One row in the samples that the codec takes; CMYK as Adobe inverts it,
/// where every ink stored as 255 is none.
void convert_row(const Pixels& pixels, int row, int channels, uint8_t* out) {
  const uint8_t* in = pixels.row(row);
  for (int c = 0; c < pixels.columns; ++c, in += pixels.channels) {
    for (int k = 0; k < channels; ++k) {
      *out++ = k == 3 ? 255 : in[pixels.channels >= 3 ? k : 0];
    }
  }
}

}  // namespace

std::vector<uint8_t> encode_jpeg(const Pixels& pixels,
                                 const JpegOptions& options) {
  jpeg_compress_struct codec;
  jpeg_error_mgr errors;
  codec.err = jpeg_std_error(&errors);
  errors.error_exit = fail;
  jpeg_create_compress(&codec);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&codec, &memory, &size);
  codec.image_width = pixels.columns;
  codec.image_height = pixels.rows;
  codec.input_components = input_channels(pixels, options);
  codec.in_color_space = input_space(codec.input_components);
  configure(codec, options);
  jpeg_start_compress(&codec, TRUE);
  if (options.orientation != 0) write_exif(codec, options.orientation);
  std::vector<uint8_t> row(size_t{4} * pixels.columns);
  for (int r = 0; r < pixels.rows; ++r) {
    convert_row(pixels, r, codec.input_components, row.data());
    uint8_t* rows[] = {row.data()};
    jpeg_write_scanlines(&codec, rows, 1);
  }
  jpeg_finish_compress(&codec);
  jpeg_destroy_compress(&codec);
  std::vector<uint8_t> bytes(memory, memory + size);
  std::free(memory);
  return bytes;
}

}  // namespace sleeve
