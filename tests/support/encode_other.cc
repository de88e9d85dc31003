// Encodes test pictures through OpenCV and libvips.
#include <vips/vips.h>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <stdexcept>

#include "tests/support/pictures.h"

namespace sleeve {
namespace {

/// OpenCV's order of channels; grey and alpha becomes BGRA.
cv::Mat as_opencv(const Pixels& pixels) {
  cv::Mat rgb(pixels.rows, pixels.columns, CV_8UC(pixels.channels),
              const_cast<uint8_t*>(pixels.data), pixels.row_bytes);
  cv::Mat converted;
  if (pixels.channels == 1) return rgb.clone();
  if (pixels.channels == 3) cv::cvtColor(rgb, converted, cv::COLOR_RGB2BGR);
  if (pixels.channels == 4) cv::cvtColor(rgb, converted, cv::COLOR_RGBA2BGRA);
  if (pixels.channels == 2) {
    cv::Mat planes[2];
    cv::split(rgb, planes);
    cv::merge(std::vector{planes[0], planes[0], planes[0], planes[1]},
              converted);
  }
  return converted;
}

std::vector<uint8_t> encode(const char* suffix, const Pixels& pixels,
                            const std::vector<int>& parameters) {
  std::vector<uint8_t> bytes;
  if (!cv::imencode(suffix, as_opencv(pixels), bytes, parameters)) {
    throw std::runtime_error(std::string("cannot encode ") + suffix);
  }
  return bytes;
}

[[noreturn]] void fail() {
  const std::string message = vips_error_buffer();
  vips_error_clear();
  throw std::runtime_error(message);
}

/// The suffix and options by which libvips finds its encoder.
std::string vips_target(const std::string& format, const std::string& options) {
  if (format == "avif") return ".avif[compression=av1,effort=0" + options + "]";
  if (format == "heic") return ".heic[compression=hevc" + options + "]";
  return "." + format + (options.empty() ? "" : "[" + options.substr(1) + "]");
}

/// All frames in one image, one below the other.
std::vector<uint8_t> stacked(const std::vector<const Image*>& frames) {
  std::vector<uint8_t> samples;
  for (const Image* frame : frames) {
    const Pixels& pixels = frame->pixels();
    samples.insert(samples.end(), pixels.data,
                   pixels.data + pixels.rows * pixels.row_bytes);
  }
  return samples;
}

VipsInterpretation interpretation(int channels) {
  return channels >= 3 ? VIPS_INTERPRETATION_sRGB : VIPS_INTERPRETATION_B_W;
}

}  // namespace

std::vector<uint8_t> encode_webp(const Pixels& pixels, int quality) {
  return encode(".webp", pixels, {cv::IMWRITE_WEBP_QUALITY, quality});
}

std::vector<uint8_t> encode_tiff(const Pixels& pixels) {
  return encode(".tiff", pixels, {});
}

std::vector<uint8_t> encode_bmp(const Pixels& pixels) {
  return encode(".bmp", pixels, {});
}

std::vector<uint8_t> encode_by_vips(const std::string& format,
                                    const std::vector<const Image*>& frames,
                                    const std::string& options,
                                    int orientation) {
  if (vips_init("sleeve-tests") != 0) fail();
  const Pixels& first = frames.at(0)->pixels();
  const std::vector<uint8_t> samples = stacked(frames);
  VipsImage* plain = vips_image_new_from_memory_copy(
      samples.data(), samples.size(), first.columns,
      first.rows * static_cast<int>(frames.size()), first.channels,
      VIPS_FORMAT_UCHAR);
  if (plain == nullptr) fail();
  VipsImage* image = nullptr;
  vips_copy(plain, &image, "interpretation", interpretation(first.channels),
            nullptr);
  g_object_unref(plain);
  if (frames.size() > 1) vips_image_set_int(image, "page-height", first.rows);
  if (orientation != 0) {
    vips_image_set_int(image, VIPS_META_ORIENTATION, orientation);
  }
  void* memory = nullptr;
  size_t size = 0;
  const int failed = vips_image_write_to_buffer(
      image, vips_target(format, options).c_str(), &memory, &size, nullptr);
  g_object_unref(image);
  if (failed != 0) fail();
  const auto* start = static_cast<const uint8_t*>(memory);
  std::vector<uint8_t> bytes(start, start + size);
  g_free(memory);
  return bytes;
}

}  // namespace sleeve
