// Finds artworks that a picture, or what is inside its frame, shows as a whole,
// by hash and features.
#ifndef SLEEVE_INDEX_WHOLE_FINDER_H_
#define SLEEVE_INDEX_WHOLE_FINDER_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/box.h"
#include "core/geometry.h"
#include "core/picture.h"
#include "index/calibration.h"
#include "index/comparison.h"
#include "index/parts.h"
#include "index/snapshot.h"

namespace sleeve {

/// An artwork whose hash is near that of the picture, or of what is inside the
/// picture's frame.
struct Whole {
  Comparison comparison;
  Box box;  ///< of the picture that was compared, in samples at full size
  bool framed = false;
};

/// By position in the snapshot, each in its best orientation.
std::map<int64_t, Whole> find_whole(const Snapshot& snapshot,
                                    const Picture& picture,
                                    const Calibration& calibration);

/// Where the artwork's corners lie, in samples of the full-size picture: top
/// left, top right, bottom right, bottom left.
std::array<Point, 4> region_of(const Whole& whole);

/// The map from sides of an artwork of this shape to those of the picture,
/// whose longer side has `side` samples.
Homography map_of(const Whole& whole, const Shape& shape, double side);

/// The bits between the hashes of an artwork and of the picture in the
/// orientation that comes nearest.
int least_distance(const std::array<Fingerprint, 8>& picture,
                   const Snapshot& snapshot, int64_t position);

/// Other artworks that are the same picture as the one at `position`: ids in
/// order, at most kMostTwins.
std::vector<std::string> twins_of(const Snapshot& snapshot, int64_t position);
inline constexpr size_t kMostTwins = 16;

}  // namespace sleeve

#endif  // SLEEVE_INDEX_WHOLE_FINDER_H_
