#include "core/picture.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/frame.h"
#include "core/hasher.h"

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

// Edges of a frame are found to a hundredth of the picture with so many
// samples a side.
constexpr int kFrameSide = 200;

// `grey` may be smaller than the picture of `rows` x `columns`.
std::optional<Inside> inside_of(const Pixels& grey, int rows, int columns) {
  const auto box = inside_frame(grey);
  if (!box) return std::nullopt;
  const double down = rows / grey.extent_rows;
  const double across = columns / grey.extent_columns;
  const auto scaled = [](int samples, double scale) {
    return static_cast<int>(std::lround(samples * scale));
  };
  Inside inside;
  inside.box.row = std::min(scaled(box->row, down), rows - 1);
  inside.box.column = std::min(scaled(box->column, across), columns - 1);
  inside.box.rows =
      std::clamp(scaled(box->row + box->rows, down), 1, rows) - inside.box.row;
  inside.box.columns =
      std::clamp(scaled(box->column + box->columns, across), 1, columns) -
      inside.box.column;
  inside.fingerprints = fingerprint_orientations(
      part_of(grey, *box), inside.box.rows, inside.box.columns);
  return inside;
}

// What is inside a frame that shows in `small`, which was decoded of `bytes`
// at reduced size: seen again more exactly.
std::optional<Inside> inside_of(Bytes bytes, const Decoded& small,
                                DecodeOptions options) {
  const Pixels& grey = small.image.pixels();
  if (!inside_frame(grey)) return std::nullopt;
  if (std::min(grey.rows, grey.columns) >= kFrameSide ||
      (grey.rows == small.rows && grey.columns == small.columns)) {
    return inside_of(grey, small.rows, small.columns);
  }
  options.min_side = kFrameSide;
  const Result<Decoded> larger = decode(bytes, options);
  if (!larger) return std::nullopt;
  return inside_of(larger->image.pixels(), larger->rows, larger->columns);
}

}  // namespace

const char* effort_name(Effort effort) {
  return effort == Effort::fast ? "fast" : "thorough";
}

Result<Picture> picture_of(Bytes bytes, Effort effort, const Limits& limits) {
  // Of its own decoding, so that a picture has one hash whatever the effort.
  DecodeOptions options = decode_options(Algorithm::cover256);
  options.limits = limits;
  const Result<Decoded> small = decode(bytes, options);
  if (!small) return small.problem();
  Picture picture;
  picture.fingerprints = fingerprint_orientations(small->image.pixels(),
                                                  small->rows, small->columns);
  picture.inside = inside_of(bytes, *small, options);
  if (effort == Effort::fast) return picture;
  options = {};
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
  picture.inside = inside_of(grey, grey.rows, grey.columns);
  if (effort == Effort::thorough) picture.grey = scene_sized(grey);
  return picture;
}

}  // namespace sleeve
