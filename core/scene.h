// A picture as verification sees it: grey at several sizes, and its keypoints.
#ifndef SLEEVE_CORE_SCENE_H_
#define SLEEVE_CORE_SCENE_H_

#include <vector>

#include "core/keypoints.h"
#include "core/picture.h"
#include "core/pixels.h"

namespace sleeve {

/// Lengths are in sides: the longer side of the picture is 1.
class Scene {
 public:
  /// Of an upright grey picture (1 channel) of at most kSceneSide a side,
  /// which is copied.
  explicit Scene(const Pixels& grey);

  double rows() const { return rows_; }        ///< height in sides, 0 to 1
  double columns() const { return columns_; }  ///< width in sides, 0 to 1
  const std::vector<Keypoint>& keypoints() const { return keypoints_; }

  /// The same corners as a mirror shows them: x counts from the right.
  const std::vector<Keypoint>& mirrored_keypoints() const {
    return mirrored_keypoints_;
  }

  /// The picture at 1 / 2^i of its finest level; its longer side has
  /// sides(i) samples.
  int levels() const { return static_cast<int>(levels_.size()); }
  const Pixels& level(int i) const { return levels_[i].pixels(); }
  double side(int i) const { return side_ / static_cast<double>(1 << i); }

 private:
  double rows_ = 0;
  double columns_ = 0;
  double side_ = 0;
  std::vector<Image> levels_;
  std::vector<Keypoint> keypoints_;
  std::vector<Keypoint> mirrored_keypoints_;
};

}  // namespace sleeve

#endif  // SLEEVE_CORE_SCENE_H_
