#include "core/picture.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace sleeve {
namespace {

// At most kSceneSide along the longer side.
Image scene_sized(const Pixels& grey) {
  const cv::Mat all(grey.rows, grey.columns, CV_8U,
                    const_cast<uint8_t*>(grey.data),
                    static_cast<size_t>(grey.row_bytes));
  const double scale = std::min(
      1.0, kSceneSide / std::max(grey.extent_rows, grey.extent_columns));
  const auto scaled = [&](double extent) {
    return std::clamp(static_cast<int>(std::lround(extent * scale)), 1,
                      kSceneSide);
  };
  Image image(scaled(grey.extent_rows), scaled(grey.extent_columns), 1);
  cv::Mat small(image.pixels().rows, image.pixels().columns, CV_8U,
                image.data());
  cv::resize(all, small, small.size(), 0, 0, cv::INTER_AREA);
  return image;
}

}  // namespace

const char* effort_name(Effort effort) {
  return effort == Effort::fast ? "fast" : "thorough";
}

Result<Picture> picture_of(Bytes bytes, Effort effort, const Limits& limits) {
  // Of its own decoding, so that a picture has one hash whatever the effort.
  auto fingerprints = fingerprint_bytes_orientations(bytes, limits);
  if (!fingerprints) return fingerprints.problem();
  Picture picture;
  picture.fingerprints = *fingerprints;
  if (effort == Effort::fast) return picture;
  DecodeOptions options;
  options.min_side = kSceneSide;
  options.limits = limits;
  const Result<Decoded> decoded = decode(bytes, options);
  if (!decoded) return decoded.problem();
  picture.grey = scene_sized(decoded->image.pixels());
  return picture;
}

Picture picture_of(const Pixels& grey, Effort effort) {
  Picture picture;
  picture.fingerprints = fingerprint_orientations(grey);
  if (effort == Effort::thorough) picture.grey = scene_sized(grey);
  return picture;
}

}  // namespace sleeve
