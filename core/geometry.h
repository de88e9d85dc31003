// Plane geometry: how an artwork lies in a picture.
#ifndef SLEEVE_CORE_GEOMETRY_H_
#define SLEEVE_CORE_GEOMETRY_H_

#include <array>
#include <optional>
#include <span>
#include <vector>

namespace sleeve {

struct Point {
  double x = 0;  ///< to the right
  double y = 0;  ///< down

  bool operator==(const Point&) const = default;
};

/// A point of the artwork and where it is seen in the picture.
struct PointPair {
  Point from;
  Point to;
};

/// A projective map of the plane, [3][3] row-major, taken of (x, y, 1).
using Homography = std::array<double, 9>;

/// Where `map` takes `point`; infinite for a point on its horizon.
Point mapped(const Homography& map, const Point& point);

/// The turn, scale and shift that fit `pairs` best by least squares; nothing
/// for fewer than 2 pairs or when they lie on one point.
std::optional<Homography> fit_similarity(std::span<const PointPair> pairs);

/// The map of straight lines and ratios that fits `pairs` best by least
/// squares; nothing for fewer than 3 pairs or when they lie on one line.
std::optional<Homography> fit_affine(std::span<const PointPair> pairs);

/// The projective map that fits `pairs` best (normalised direct linear
/// transform; Hartley, PAMI 1997); nothing for fewer than 4 pairs or when
/// they do not determine it.
std::optional<Homography> fit_homography(std::span<const PointPair> pairs);

/// Whether a picture of a flat artwork of [rows][columns] sides could look as
/// `map` says: not mirrored, convex, no side shrunk out of proportion.
bool plausible(const Homography& map, double rows, double columns);

/// The area of a polygon, positive when its corners run clockwise.
double area(std::span<const Point> polygon);

/// The part of a convex `polygon` inside the rectangle from (0, 0) to
/// (columns, rows).
std::vector<Point> clipped(std::span<const Point> polygon, double rows,
                           double columns);

/// The corners of the smallest convex polygon around `points`, clockwise.
std::vector<Point> convex_hull(std::vector<Point> points);

}  // namespace sleeve

#endif  // SLEEVE_CORE_GEOMETRY_H_
