// Drives libjpeg, libpng and libwebp. OpenCV's own encoders would load every
// format that GDAL knows into the program.
#include "benchmarks/suite/encode.h"

#include <jpeglib.h>
#include <png.h>
#include <webp/encode.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "benchmarks/suite/canvas.h"
#include "core/decode.h"

namespace sleeve::suite {
namespace {

[[noreturn]] void fail(const char* what) {
  throw Error(ErrorCode::internal,
              std::string("The suite cannot write a ") + what + ".");
}

void set_sampling(jpeg_compress_struct& jpeg, const Encoding& encoding) {
  if (encoding.cmyk) return;
  jpeg.comp_info[0].h_samp_factor = encoding.horizontal_sampling;
  jpeg.comp_info[0].v_samp_factor = encoding.vertical_sampling;
  for (int k : {1, 2}) {
    jpeg.comp_info[k].h_samp_factor = 1;
    jpeg.comp_info[k].v_samp_factor = 1;
  }
}

/// RGB to CMYK with full black, each stored as 255 - ink as Adobe does.
void cmyk_row(const uint8_t* rgb, int columns, uint8_t* cmyk) {
  for (int c = 0; c < columns; ++c, rgb += 3, cmyk += 4) {
    const int most = std::max({rgb[0], rgb[1], rgb[2]});
    for (int k = 0; k < 3; ++k) {
      cmyk[k] = static_cast<uint8_t>(most == 0 ? 255 : rgb[k] * 255 / most);
    }
    cmyk[3] = static_cast<uint8_t>(most);
  }
}

void write_rows(jpeg_compress_struct& jpeg, const cv::Mat& rgb, bool cmyk) {
  std::vector<uint8_t> inks(cmyk ? size_t{4} * rgb.cols : 0);
  for (int r = 0; r < rgb.rows; ++r) {
    JSAMPROW row = const_cast<uint8_t*>(rgb.ptr(r));
    if (cmyk) {
      cmyk_row(rgb.ptr(r), rgb.cols, inks.data());
      row = inks.data();
    }
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
}

std::vector<uint8_t> encode_jpeg(const cv::Mat& rgb, const Encoding& encoding) {
  jpeg_compress_struct jpeg;
  jpeg_error_mgr errors;
  jpeg.err = jpeg_std_error(&errors);
  errors.error_exit = [](j_common_ptr) { fail("JPEG"); };
  jpeg_create_compress(&jpeg);
  const std::unique_ptr<jpeg_compress_struct, void (*)(jpeg_compress_struct*)>
      closer(&jpeg, jpeg_destroy_compress);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &buffer, &size);
  jpeg.image_width = rgb.cols;
  jpeg.image_height = rgb.rows;
  jpeg.input_components = encoding.cmyk ? 4 : 3;
  jpeg.in_color_space = encoding.cmyk ? JCS_CMYK : JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, encoding.quality, TRUE);
  set_sampling(jpeg, encoding);
  if (encoding.progressive) jpeg_simple_progression(&jpeg);
  jpeg_start_compress(&jpeg, TRUE);
  if (!encoding.profile.empty()) {
    jpeg_write_icc_profile(&jpeg, encoding.profile.data(),
                           encoding.profile.size());
  }
  write_rows(jpeg, rgb, encoding.cmyk);
  jpeg_finish_compress(&jpeg);
  std::vector<uint8_t> bytes(buffer, buffer + size);
  std::free(buffer);
  return bytes;
}

/// A palette by median cut of a thinned-out sample of the pixels.
class Palette {
 public:
  Palette(const cv::Mat& rgb, int colours) {
    std::vector<cv::Vec3b> sample;
    const int step = std::max(1, rgb.rows * rgb.cols / 20'000);
    for (int i = 0; i < rgb.rows * rgb.cols; i += step) {
      sample.push_back(rgb.at<cv::Vec3b>(i / rgb.cols, i % rgb.cols));
    }
    split(sample.begin(), sample.end(), colours);
  }

  size_t nearest(const cv::Vec3b& pixel) const {
    size_t best = 0;
    int least = 1 << 30;
    for (size_t i = 0; i < colours_.size(); ++i) {
      int off = 0;
      for (int k = 0; k < 3; ++k) {
        const int by = pixel[k] - colours_[i][k];
        off += by * by;
      }
      if (off < least) least = off, best = i;
    }
    return best;
  }

  const std::vector<cv::Vec3b>& colours() const { return colours_; }

 private:
  using Place = std::vector<cv::Vec3b>::iterator;

  void split(Place begin, Place end, int count) {
    if (count <= 1 || end - begin <= 1) {
      std::array<int64_t, 3> sum{};
      for (Place at = begin; at != end; ++at) {
        for (int k = 0; k < 3; ++k) sum[k] += (*at)[k];
      }
      const int64_t n = std::max<int64_t>(1, end - begin);
      colours_.emplace_back(sum[0] / n, sum[1] / n, sum[2] / n);
      return;
    }
    const int axis = widest(begin, end);
    const Place middle = begin + (end - begin) / 2;
    std::nth_element(begin, middle, end, [axis](const auto& a, const auto& b) {
      return a[axis] < b[axis];
    });
    split(begin, middle, count / 2);
    split(middle, end, count - count / 2);
  }

  static int widest(Place begin, Place end) {
    int axis = 0, most = -1;
    for (int k = 0; k < 3; ++k) {
      const auto [low, high] = std::minmax_element(
          begin, end,
          [k](const auto& a, const auto& b) { return a[k] < b[k]; });
      if ((*high)[k] - (*low)[k] > most)
        most = (*high)[k] - (*low)[k], axis = k;
    }
    return axis;
  }

  std::vector<cv::Vec3b> colours_;
};

std::vector<uint8_t> indices_of(const cv::Mat& rgb, const Palette& palette) {
  std::vector<uint8_t> indices(rgb.total());
  // Colours repeat, so each cell of 5 bits a channel is looked up once.
  std::vector<int> known(1 << 15, -1);
  for (size_t i = 0; i < indices.size(); ++i) {
    const auto& pixel = rgb.at<cv::Vec3b>(static_cast<int>(i) / rgb.cols,
                                          static_cast<int>(i) % rgb.cols);
    int& cell =
        known[(pixel[0] >> 3 << 10) | (pixel[1] >> 3 << 5) | (pixel[2] >> 3)];
    if (cell < 0) cell = static_cast<int>(palette.nearest(pixel));
    indices[i] = static_cast<uint8_t>(cell);
  }
  return indices;
}

std::vector<uint8_t> encode_palette(const cv::Mat& rgb, int colours) {
  const Palette palette(rgb, colours);
  const std::vector<uint8_t> indices = indices_of(rgb, palette);
  std::vector<uint8_t> table;
  for (const cv::Vec3b& colour : palette.colours()) {
    table.insert(table.end(), colour.val, colour.val + 3);
  }
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = rgb.cols;
  image.height = rgb.rows;
  image.format = PNG_FORMAT_RGB_COLORMAP;
  image.colormap_entries = palette.colours().size();
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::vector<uint8_t> bytes(size);
  if (!png_image_write_to_memory(&image, bytes.data(), &size, 0, indices.data(),
                                 0, table.data())) {
    fail("PNG with a palette");
  }
  bytes.resize(size);
  return bytes;
}

std::vector<uint8_t> encode_png16(const cv::Mat& rgb) {
  png_structp png = png_create_write_struct(
      PNG_LIBPNG_VER_STRING, nullptr,
      [](png_structp, png_const_charp) { fail("PNG of 16 bits"); }, nullptr);
  if (png == nullptr) throw std::bad_alloc();
  png_infop info = png_create_info_struct(png);
  const auto close = [&info](png_structp p) {
    png_destroy_write_struct(&p, &info);
  };
  const std::unique_ptr<png_struct, decltype(close)> closer(png, close);
  std::vector<uint8_t> bytes;
  png_set_write_fn(
      png, &bytes,
      [](png_structp p, png_bytep data, size_t size) {
        auto* out = static_cast<std::vector<uint8_t>*>(png_get_io_ptr(p));
        out->insert(out->end(), data, data + size);
      },
      nullptr);
  png_set_compression_level(png, 3);
  png_set_IHDR(png, info, rgb.cols, rgb.rows, 16, PNG_COLOR_TYPE_RGB,
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
               PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  std::vector<uint8_t> row(size_t{6} * rgb.cols);
  for (int r = 0; r < rgb.rows; ++r) {
    for (size_t i = 0; i < row.size(); ++i) row[i] = rgb.ptr(r)[i / 2];
    png_write_row(png, row.data());
  }
  png_write_end(png, info);
  return bytes;
}

std::vector<uint8_t> encode_webp(const cv::Mat& rgb, int quality) {
  uint8_t* data = nullptr;
  const size_t size =
      WebPEncodeRGB(rgb.data, rgb.cols, rgb.rows, static_cast<int>(rgb.step[0]),
                    static_cast<float>(quality), &data);
  if (size == 0) fail("WebP");
  std::vector<uint8_t> bytes(data, data + size);
  WebPFree(data);
  return bytes;
}

}  // namespace

std::vector<uint8_t> encode(const cv::Mat& rgb, const Encoding& encoding) {
  switch (encoding.kind) {
    case Encoding::Kind::jpeg:
      return encode_jpeg(rgb, encoding);
    case Encoding::Kind::webp:
      return encode_webp(rgb, encoding.quality);
    case Encoding::Kind::png_palette:
      return encode_palette(rgb, encoding.colours);
    case Encoding::Kind::png16:
      return encode_png16(rgb);
  }
  fail("picture of that kind");
}

cv::Mat decode_rgb(const std::vector<uint8_t>& bytes) {
  DecodeOptions options;
  options.channels = Channels::rgb;
  const auto decoded = decode(bytes, options);
  if (!decoded) fail("picture that can be read again");
  return to_mat(decoded->image.pixels());
}

}  // namespace sleeve::suite
