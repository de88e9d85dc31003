#include "core/geometry.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

namespace sleeve {
namespace {

// Moves points so that their centre is the origin and their mean distance
// from it is one, without which the equations are ill-conditioned.
Eigen::Matrix3d normaliser(std::span<const PointPair> pairs, bool from) {
  Point centre;
  for (const PointPair& pair : pairs) {
    const Point& p = from ? pair.from : pair.to;
    centre.x += p.x / static_cast<double>(pairs.size());
    centre.y += p.y / static_cast<double>(pairs.size());
  }
  double mean = 0;
  for (const PointPair& pair : pairs) {
    const Point& p = from ? pair.from : pair.to;
    mean += std::hypot(p.x - centre.x, p.y - centre.y) /
            static_cast<double>(pairs.size());
  }
  const double scale = mean > 0 ? 1 / mean : 1;
  Eigen::Matrix3d matrix;
  matrix << scale, 0, -scale * centre.x, 0, scale, -scale * centre.y, 0, 0, 1;
  return matrix;
}

Homography to_homography(const Eigen::Matrix3d& matrix) {
  Homography map;
  for (int i = 0; i < 9; ++i) map[i] = matrix(i / 3, i % 3) / matrix(2, 2);
  return map;
}

double cross(const Point& o, const Point& a, const Point& b) {
  return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

bool finite(const Point& p) { return std::isfinite(p.x) && std::isfinite(p.y); }

// Keeps the part of `polygon` where a x + b y + c >= 0.
std::vector<Point> half(const std::vector<Point>& polygon, double a, double b,
                        double c) {
  std::vector<Point> kept;
  for (size_t i = 0; i < polygon.size(); ++i) {
    const Point& p = polygon[i];
    const Point& q = polygon[(i + 1) % polygon.size()];
    const double dp = a * p.x + b * p.y + c, dq = a * q.x + b * q.y + c;
    if (dp >= 0) kept.push_back(p);
    if ((dp >= 0) != (dq >= 0)) {
      const double t = dp / (dp - dq);
      kept.push_back({p.x + t * (q.x - p.x), p.y + t * (q.y - p.y)});
    }
  }
  return kept;
}

}  // namespace

Point mapped(const Homography& map, const Point& point) {
  const double w = map[6] * point.x + map[7] * point.y + map[8];
  if (w == 0) {
    constexpr double kFar = std::numeric_limits<double>::infinity();
    return {kFar, kFar};
  }
  return {(map[0] * point.x + map[1] * point.y + map[2]) / w,
          (map[3] * point.x + map[4] * point.y + map[5]) / w};
}

std::optional<Homography> fit_similarity(std::span<const PointPair> pairs) {
  if (pairs.size() < 2) return std::nullopt;
  const auto count = static_cast<double>(pairs.size());
  Point from, to;
  for (const PointPair& pair : pairs) {
    from.x += pair.from.x / count;
    from.y += pair.from.y / count;
    to.x += pair.to.x / count;
    to.y += pair.to.y / count;
  }
  double squares = 0, along = 0, across = 0;
  for (const PointPair& pair : pairs) {
    const double x = pair.from.x - from.x, y = pair.from.y - from.y;
    const double u = pair.to.x - to.x, v = pair.to.y - to.y;
    squares += x * x + y * y;
    along += x * u + y * v;
    across += x * v - y * u;
  }
  if (squares < 1e-12) return std::nullopt;
  const double a = along / squares, b = across / squares;
  return Homography{a, -b, to.x - a * from.x + b * from.y,
                    b, a,  to.y - b * from.x - a * from.y,
                    0, 0,  1};
}

std::optional<Homography> fit_affine(std::span<const PointPair> pairs) {
  if (pairs.size() < 3) return std::nullopt;
  const Eigen::Matrix3d from = normaliser(pairs, true);
  const Eigen::Matrix3d to = normaliser(pairs, false);
  Eigen::Matrix3d squares = Eigen::Matrix3d::Zero();
  Eigen::Matrix<double, 3, 2> products = Eigen::Matrix<double, 3, 2>::Zero();
  for (const PointPair& pair : pairs) {
    const Eigen::Vector3d p =
        from * Eigen::Vector3d(pair.from.x, pair.from.y, 1);
    const Eigen::Vector3d q = to * Eigen::Vector3d(pair.to.x, pair.to.y, 1);
    squares += p * p.transpose();
    products += p * q.head<2>().transpose();
  }
  if (std::abs(squares.determinant()) < 1e-9) return std::nullopt;
  Eigen::Matrix3d map = Eigen::Matrix3d::Identity();
  map.topRows<2>() = squares.ldlt().solve(products).transpose();
  return to_homography(to.inverse() * map * from);
}

std::optional<Homography> fit_homography(std::span<const PointPair> pairs) {
  if (pairs.size() < 4) return std::nullopt;
  const Eigen::Matrix3d from = normaliser(pairs, true);
  const Eigen::Matrix3d to = normaliser(pairs, false);
  Eigen::Matrix<double, 9, 9> squares = Eigen::Matrix<double, 9, 9>::Zero();
  for (const PointPair& pair : pairs) {
    const Eigen::Vector3d p =
        from * Eigen::Vector3d(pair.from.x, pair.from.y, 1);
    const Eigen::Vector3d q = to * Eigen::Vector3d(pair.to.x, pair.to.y, 1);
    Eigen::Matrix<double, 9, 1> a, b;
    a << p, 0, 0, 0, -q.x() * p;
    b << 0, 0, 0, p, -q.y() * p;
    squares += a * a.transpose() + b * b.transpose();
  }
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix<double, 9, 9>> solver(
      squares);
  // Two vanishing eigenvalues mean that more than one map fits.
  if (solver.eigenvalues()[1] < 1e-9) return std::nullopt;
  const Eigen::Matrix<double, 9, 1> h = solver.eigenvectors().col(0);
  Eigen::Matrix3d map;
  map << h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8];
  map = to.inverse() * map * from;
  if (std::abs(map(2, 2)) < 1e-12) return std::nullopt;
  return to_homography(map);
}

bool plausible(const Homography& map, double rows, double columns) {
  const Point corners[] = {mapped(map, {0, 0}), mapped(map, {columns, 0}),
                           mapped(map, {columns, rows}),
                           mapped(map, {0, rows})};
  double shortest = std::numeric_limits<double>::max(), longest = 0;
  for (int i = 0; i < 4; ++i) {
    const Point& here = corners[i];
    const Point& next = corners[(i + 1) % 4];
    if (!finite(here) || cross(here, next, corners[(i + 2) % 4]) <= 0) {
      return false;
    }
    // Sides relative to the artwork's own: a square cover seen at 60 degrees
    // still shows its short sides at half their length.
    const double side = std::hypot(next.x - here.x, next.y - here.y) /
                        (i % 2 == 0 ? columns : rows);
    shortest = std::min(shortest, side);
    longest = std::max(longest, side);
  }
  return longest <= 3 * shortest;
}

double area(std::span<const Point> polygon) {
  double sum = 0;
  for (size_t i = 0; i < polygon.size(); ++i) {
    const Point& p = polygon[i];
    const Point& q = polygon[(i + 1) % polygon.size()];
    sum += p.x * q.y - q.x * p.y;
  }
  return sum / 2;
}

std::vector<Point> clipped(std::span<const Point> polygon, double rows,
                           double columns) {
  std::vector<Point> part(polygon.begin(), polygon.end());
  part = half(part, 1, 0, 0);
  part = half(part, -1, 0, columns);
  part = half(part, 0, 1, 0);
  return half(part, 0, -1, rows);
}

std::vector<Point> convex_hull(std::vector<Point> points) {
  std::sort(points.begin(), points.end(), [](const Point& a, const Point& b) {
    return a.x != b.x ? a.x < b.x : a.y < b.y;
  });
  std::vector<Point> hull;
  for (int side = 0; side < 2; ++side) {
    const size_t start = hull.size();
    for (const Point& p : points) {
      while (hull.size() >= start + 2 &&
             cross(hull[hull.size() - 2], hull.back(), p) <= 0) {
        hull.pop_back();
      }
      hull.push_back(p);
    }
    hull.pop_back();
    std::reverse(points.begin(), points.end());
  }
  return hull;
}

}  // namespace sleeve
