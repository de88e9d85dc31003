#include "index/region.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sleeve {
namespace {

// Deviations below these come from where scaled samples lie.
constexpr double kCut = 0.03;          // of the artwork's area
constexpr double kMore = 0.05;         // of the picture's area
constexpr double kTurn = 2;            // degrees
constexpr double kPerspective = 0.04;  // of a side

void append(std::string& words, const char* word) {
  if (*word == '\0') return;
  if (!words.empty()) words += "+";
  words += word;
}

// Degrees clockwise by which the upper edge is turned, -180 to 180.
double turn_of(const std::array<Point, 4>& region) {
  const double x = region[1].x - region[0].x + region[2].x - region[3].x;
  const double y = region[1].y - region[0].y + region[2].y - region[3].y;
  return std::atan2(y, x) * 180 / std::numbers::pi;
}

std::array<Point, 4> mirror_image(std::array<Point, 4> region) {
  for (Point& corner : region) corner.x = -corner.x;
  return region;
}

// So many quarter turns clockwise, -2 to 2, and then a mirror.
const char* name_of_turn(int quarters, bool mirrored) {
  if (quarters == 1) return mirrored ? "transpose" : "rotate90";
  if (quarters == -1) return mirrored ? "transverse" : "rotate270";
  if (quarters != 0) return mirrored ? "flip" : "rotate180";
  return mirrored ? "mirror" : "";
}

// How far the fourth corner is from where a parallelogram has it.
double skew_of(const std::array<Point, 4>& region) {
  const double x = region[0].x - region[1].x + region[2].x - region[3].x;
  const double y = region[0].y - region[1].y + region[2].y - region[3].y;
  const double side = std::sqrt(std::abs(area(region)));
  return side > 0 ? std::hypot(x, y) / side : 0;
}

}  // namespace

Point placed(double x, double y, int orientation) {
  switch (orientation) {
    case 2:
      return {1 - x, y};
    case 3:
      return {1 - x, 1 - y};
    case 4:
      return {x, 1 - y};
    case 5:
      return {y, x};
    case 6:
      return {y, 1 - x};
    case 7:
      return {1 - y, 1 - x};
    case 8:
      return {1 - y, x};
    default:
      return {x, y};
  }
}

Homography laid(double artwork_rows, double artwork_columns, int orientation,
                double rows, double columns) {
  const auto at = [&](double x, double y) {
    const Point p = placed(x, y, orientation);
    return Point{p.x * columns, p.y * rows};
  };
  const Point origin = at(0, 0), right = at(1, 0), below = at(0, 1);
  const double width = artwork_columns > 0 ? artwork_columns : 1;
  const double height = artwork_rows > 0 ? artwork_rows : 1;
  return {(right.x - origin.x) / width,
          (below.x - origin.x) / height,
          origin.x,
          (right.y - origin.y) / width,
          (below.y - origin.y) / height,
          origin.y,
          0,
          0,
          1};
}

std::string describe_region(const std::array<Point, 4>& region, double rows,
                            double columns) {
  std::string words;
  const bool mirrored = area(region) < 0;
  const double turn = turn_of(mirrored ? mirror_image(region) : region);
  const double quarters = std::round(turn / 90);
  const double whole = std::abs(area(region));
  const double seen = std::abs(area(clipped(region, rows, columns)));
  if (seen < (1 - kMore) * rows * columns) append(words, "part");
  if (seen < (1 - kCut) * whole) append(words, "crop");
  append(words, name_of_turn(static_cast<int>(quarters), mirrored));
  if (std::abs(turn - quarters * 90) > kTurn) append(words, "rotation");
  if (skew_of(region) > kPerspective) append(words, "perspective");
  return words.empty() ? "none" : words;
}

}  // namespace sleeve
