#include "core/straightened.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/cover256.h"
#include "core/plane.h"

namespace sleeve {
namespace {

// Enough for the hash, which averages down to 64 to 127 samples a side.
constexpr double kHashSide = 128;

// A place found to a few hundredths may stick out so far.
constexpr double kMostHidden = 0.03;

// The share of a grid of points on the artwork that lie in the picture.
double shown(const Scene& scene, const Homography& map, double rows,
             double columns) {
  constexpr int kPoints = 32;
  int inside = 0;
  for (int i = 0; i < kPoints; ++i) {
    for (int j = 0; j < kPoints; ++j) {
      const Point at = mapped(
          map, {(j + 0.5) / kPoints * columns, (i + 0.5) / kPoints * rows});
      inside += at.x >= 0 && at.y >= 0 && at.x <= scene.columns() &&
                at.y <= scene.rows();
    }
  }
  return static_cast<double>(inside) / (kPoints * kPoints);
}

}  // namespace

double scale_at(const Homography& map, const Point& at) {
  constexpr double kStep = 0.01;
  const Point a = mapped(map, at), b = mapped(map, {at.x + kStep, at.y}),
              c = mapped(map, {at.x, at.y + kStep});
  return std::sqrt(
             std::abs((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x))) /
         kStep;
}

Image straightened(const Scene& scene, const Homography& map, int rows,
                   int columns, double side, double scale) {
  // At most 0.7 of a halving is left to interpolation.
  const double halvings = std::floor(std::log2(scale) + 0.3);
  const int level =
      static_cast<int>(std::clamp<double>(halvings, 0, scene.levels() - 1));
  const Pixels& seen = scene.level(level);
  const cv::Mat source(seen.rows, seen.columns, CV_8U,
                       const_cast<uint8_t*>(seen.data),
                       static_cast<size_t>(seen.row_bytes));
  // From places of samples to places of samples: both lie half a sample off.
  const double seen_side = scene.side(level);
  const cv::Matx33d to_sides(1 / side, 0, 0.5 / side, 0, 1 / side, 0.5 / side,
                             0, 0, 1);
  const cv::Matx33d to_samples(seen_side, 0, -0.5, 0, seen_side, -0.5, 0, 0, 1);
  const cv::Matx33d whole = to_samples * cv::Matx33d(map.data()) * to_sides;
  Image result(rows, columns, 1);
  cv::Mat target(rows, columns, CV_8U, result.data());
  cv::warpPerspective(source, target, whole, {columns, rows},
                      cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                      cv::BORDER_REPLICATE);
  return result;
}

std::optional<Hashed> hash_at(const Scene& scene, const Homography& map,
                              double rows, double columns) {
  // Shapes come from files that may be damaged.
  if (!(rows > 0 && rows <= 1 && columns > 0 && columns <= 1)) {
    return std::nullopt;
  }
  if (shown(scene, map, rows, columns) < 1 - kMostHidden) return std::nullopt;
  const double scale = scale_at(map, {columns / 2, rows / 2});
  const int high = static_cast<int>(std::lround(rows * kHashSide));
  const int wide = static_cast<int>(std::lround(columns * kHashSide));
  if (std::min(high, wide) < 1 || !(scale > 0)) return std::nullopt;
  const Image place = straightened(scene, map, high, wide, kHashSide,
                                   scale * scene.side(0) / kHashSide);
  return cover256(dct(normalise(place.pixels())));
}

}  // namespace sleeve
