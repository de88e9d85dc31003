#include "core/corner_likeness.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/brief.h"
#include "core/straightened.h"

namespace sleeve {
namespace {

constexpr double kUnknown = 4;  // corners

// So many differing bits make two descriptors unlike, and so many fewer alike.
constexpr double kUnlike = 36;
constexpr double kAlike = 28;

// No corner of an artwork was described in a larger one.
constexpr double kMostSide = 1.02 * kArtworkKeypoints.side;

// A corner is seen large enough when the picture has so many samples for each
// in which it was described.
constexpr double kLeastScale = 0.5;

// The corners of one size, and the artwork at the size in which they were
// described.
struct Level {
  double side = 0;  // samples along the longer side
  int rows = 0;
  int columns = 0;
  std::vector<Keypoint> corners;
  double doublings = 0;  // of the picture beside that, summed over corners
};

bool is_inside(const Homography& map, const Point& at, double reach,
               const Scene& scene) {
  for (const Point& corner : {Point{at.x - reach, at.y - reach},
                              {at.x + reach, at.y - reach},
                              {at.x - reach, at.y + reach},
                              {at.x + reach, at.y + reach}}) {
    const Point seen = mapped(map, corner);
    if (!(seen.x >= 0 && seen.y >= 0 && seen.x <= scene.columns() &&
          seen.y <= scene.rows())) {
      return false;
    }
  }
  return true;
}

// Sorts the corners that the picture shows by their size.
std::vector<Level> levels_of(std::span<const PackedKeypoint> corners,
                             double rows, double columns, const Scene& scene,
                             const Homography& map) {
  std::vector<const PackedKeypoint*> sorted;
  for (const PackedKeypoint& corner : corners) sorted.push_back(&corner);
  std::ranges::stable_sort(sorted, {}, &PackedKeypoint::size);
  std::vector<Level> levels;
  int size = -1;
  for (const PackedKeypoint* packed : sorted) {
    const Keypoint corner = unpack(*packed);
    const double side =
        (2 * kPatchRadius + 1) / static_cast<double>(corner.size);
    const Point at{corner.x, corner.y};
    if (side > kMostSide || !is_inside(map, at, kPatchMargin / side, scene)) {
      continue;
    }
    const double scale = scale_at(map, at) * scene.side(0) / side;
    if (scale < kLeastScale) continue;
    if (packed->size != size) {
      size = packed->size;
      levels.push_back({side,
                        static_cast<int>(std::lround(rows * side)),
                        static_cast<int>(std::lround(columns * side)),
                        {},
                        0});
    }
    levels.back().corners.push_back(corner);
    levels.back().doublings += std::log2(scale);
  }
  return levels;
}

// What lies in the picture where the artwork should, as large as at `level`
// and as smooth as descriptors want it.
Image smoothed(const Level& level, const Scene& scene, const Homography& map) {
  const double scale =
      std::exp2(level.doublings / static_cast<double>(level.corners.size()));
  Image place =
      straightened(scene, map, level.rows, level.columns, level.side, scale);
  cv::Mat samples(level.rows, level.columns, CV_8U, place.data());
  cv::GaussianBlur(samples, samples, {7, 7}, 2, 2, cv::BORDER_REFLECT_101);
  return place;
}

}  // namespace

double corner_likeness(std::span<const PackedKeypoint> corners, double rows,
                       double columns, const Scene& scene,
                       const Homography& map) {
  // Shapes too come from files that may be damaged.
  if (!(rows > 0 && rows <= 1 && columns > 0 && columns <= 1)) {
    return kUnknownCorners;
  }
  double alike = kUnknown * kUnknownCorners;
  double count = kUnknown;
  for (const Level& level : levels_of(corners, rows, columns, scene, map)) {
    const Image picture = smoothed(level, scene, map);
    for (const Keypoint& corner : level.corners) {
      const int column =
          static_cast<int>(std::lround(corner.x * level.side - 0.5));
      const int row =
          static_cast<int>(std::lround(corner.y * level.side - 0.5));
      if (std::min(column, row) <= kPatchRadius ||
          column + kPatchRadius + 1 >= level.columns ||
          row + kPatchRadius + 1 >= level.rows) {
        continue;
      }
      const int bits =
          distance(describe(picture.pixels(), column, row, corner.angle, false),
                   corner.descriptor);
      alike += std::clamp((kUnlike - bits) / kAlike, 0.0, 1.0);
      ++count;
    }
  }
  return alike / count;
}

}  // namespace sleeve
