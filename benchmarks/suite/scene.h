// The picture that a transformation is working on, and where covers lie in it.
#ifndef SLEEVE_BENCHMARKS_SUITE_SCENE_H_
#define SLEEVE_BENCHMARKS_SUITE_SCENE_H_

#include <array>
#include <opencv2/core.hpp>
#include <span>
#include <string_view>
#include <vector>

#include "benchmarks/suite/canvas.h"
#include "benchmarks/suite/encode.h"
#include "benchmarks/suite/transformations.h"

namespace sleeve::suite {

using Quad = std::array<Point, 4>;

/// Coordinates are continuous: the sample (row, column) covers the square
/// from (column, row) to (column + 1, row + 1).
struct Scene {
  cv::Mat picture;  ///< CV_8UC3 RGB
  std::vector<Placement> placements;
  Encoding encoding;
  std::span<const Pixels> pool;
};

/// What a transformation drew from its ranges.
class Values {
 public:
  explicit Values(std::span<const Parameter> values) : values_(values) {}

  /// Throws Error (internal) when there is no such range.
  double operator[](std::string_view name) const;
  int whole(std::string_view name) const;

 private:
  std::span<const Parameter> values_;
};

/// A transformation before it is bound to ranges and a seed.
struct Recipe {
  const char* name;
  std::vector<Range> ranges;
  void (*draw)(Scene&, const Values&, Dice&);
  int pool = 0;
};

Quad quad_of(const cv::Rect2d& box);
Point mapped(const cv::Matx33d& map, const Point& point);

/// The map that takes the corners `from` to the corners `to`.
cv::Matx33d map_between(const Quad& from, const Quad& to);

/// Maps the whole scene onto a copy of `background`.
void warp(Scene& scene, const cv::Matx33d& map, const cv::Mat& background);

void crop(Scene& scene, const cv::Rect& box);
void resize(Scene& scene, cv::Size size);

/// Lays the scene on `canvas` with its top left corner at `at`.
void embed(Scene& scene, cv::Mat canvas, cv::Point at);

/// Draws `picture` so that its corners come to `quad`. Without aliasing.
void draw_in(cv::Mat& canvas, const cv::Mat& picture, const Quad& quad);

/// Draws what is a cover in the scene's beginning, or a pool cover (`cover` as
/// in Placement), on the canvas and notes where it lies. Of one that is no
/// square only the middle is shown, as pages fill their squares.
void place(Scene& scene, cv::Mat& canvas, int cover, const cv::Mat& picture,
           const Quad& quad);

/// The picture of pool cover i, i >= 1.
cv::Mat pool_cover(const Scene& scene, int i);

/// Multiplies by a smooth field between `low` and 1, as uneven light does.
void add_uneven_light(cv::Mat& picture, double low, Dice& dice);

}  // namespace sleeve::suite

#endif  // SLEEVE_BENCHMARKS_SUITE_SCENE_H_
