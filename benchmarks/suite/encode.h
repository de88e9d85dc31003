// Encodes what the transformations made, in the manners of the web.
#ifndef SLEEVE_BENCHMARKS_SUITE_ENCODE_H_
#define SLEEVE_BENCHMARKS_SUITE_ENCODE_H_

#include <cstdint>
#include <opencv2/core.hpp>
#include <vector>

namespace sleeve::suite {

struct Encoding {
  enum class Kind { jpeg, webp, png_palette, png16 } kind = Kind::jpeg;
  int quality = 85;             ///< JPEG and WebP
  int horizontal_sampling = 2;  ///< of luma against chroma: 1, 2 or 4
  int vertical_sampling = 2;
  bool progressive = false;
  bool cmyk = false;             ///< inverted, with an Adobe marker
  std::vector<uint8_t> profile;  ///< ICC, written into a JPEG
  int colours = 256;             ///< of a palette, 2 to 256
};

/// Encodes CV_8UC3 RGB. Throws Error (internal) when an encoder fails.
std::vector<uint8_t> encode(const cv::Mat& rgb, const Encoding& encoding);

/// Decodes to CV_8UC3 RGB what encode() wrote, without colour management.
cv::Mat decode_rgb(const std::vector<uint8_t>& bytes);

}  // namespace sleeve::suite

#endif  // SLEEVE_BENCHMARKS_SUITE_ENCODE_H_
