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
  if (!words.empty()) words += "+";
  words += word;
}

// Degrees clockwise by which the upper edge is turned, -180 to 180.
double turn_of(const std::array<Point, 4>& region) {
  const double x = region[1].x - region[0].x + region[2].x - region[3].x;
  const double y = region[1].y - region[0].y + region[2].y - region[3].y;
  return std::atan2(y, x) * 180 / std::numbers::pi;
}

// How far the fourth corner is from where a parallelogram has it.
double skew_of(const std::array<Point, 4>& region) {
  const double x = region[0].x - region[1].x + region[2].x - region[3].x;
  const double y = region[0].y - region[1].y + region[2].y - region[3].y;
  const double side = std::sqrt(std::abs(area(region)));
  return side > 0 ? std::hypot(x, y) / side : 0;
}

}  // namespace

std::string describe_region(const std::array<Point, 4>& region, double rows,
                            double columns) {
  std::string words;
  const double turn = turn_of(region);
  const double quarters = std::round(turn / 90);
  if (quarters == 1) append(words, "rotate90");
  if (std::abs(quarters) == 2) append(words, "rotate180");
  if (quarters == -1) append(words, "rotate270");
  const double whole = std::abs(area(region));
  const double seen = std::abs(area(clipped(region, rows, columns)));
  if (seen < (1 - kMore) * rows * columns) append(words, "part");
  if (seen < (1 - kCut) * whole) append(words, "crop");
  if (std::abs(turn - quarters * 90) > kTurn) append(words, "rotation");
  if (skew_of(region) > kPerspective) append(words, "perspective");
  return words.empty() ? "none" : words;
}

}  // namespace sleeve
