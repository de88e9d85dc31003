#include "core/scene.h"

#include <algorithm>

namespace sleeve {
namespace {

// Below this a level shows nothing that the sketch's cells could use.
constexpr int kSmallestLevel = 24;

Image copy(const Pixels& grey) {
  Image image(grey.rows, grey.columns, 1);
  for (int r = 0; r < grey.rows; ++r) {
    std::copy_n(grey.row(r), grey.columns, image.row(r));
  }
  return image;
}

Image halved(const Pixels& level) {
  Image image(level.rows / 2, level.columns / 2, 1);
  for (int r = 0; r < level.rows / 2; ++r) {
    const uint8_t* above = level.row(2 * r);
    const uint8_t* below = level.row(2 * r + 1);
    uint8_t* to = image.row(r);
    for (int c = 0; c < level.columns / 2; ++c) {
      to[c] = static_cast<uint8_t>((above[2 * c] + above[2 * c + 1] +
                                    below[2 * c] + below[2 * c + 1] + 2) /
                                   4);
    }
  }
  return image;
}

}  // namespace

Scene::Scene(const Pixels& grey) {
  const double longer = std::max(grey.extent_rows, grey.extent_columns);
  rows_ = grey.extent_rows / longer;
  columns_ = grey.extent_columns / longer;
  levels_.push_back(copy(grey));
  side_ = longer;
  while (std::min(levels_.back().pixels().rows,
                  levels_.back().pixels().columns) >= 2 * kSmallestLevel) {
    levels_.push_back(halved(levels_.back().pixels()));
  }
  keypoints_ = sleeve::keypoints(levels_[0].pixels(), kPictureKeypoints,
                                 &mirrored_keypoints_);
}

}  // namespace sleeve
