// Fits against maps that are known, and areas that can be told by hand.
#include "core/geometry.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace sleeve {
namespace {

std::vector<PointPair> pairs_of(const Homography& map, int count,
                                double noise) {
  std::mt19937 random(3);
  const auto uniform = [&] { return random() % 10000 / 10000.0; };
  std::vector<PointPair> pairs;
  for (int i = 0; i < count; ++i) {
    const Point from{uniform(), uniform()};
    Point to = mapped(map, from);
    to.x += noise * (uniform() - 0.5);
    to.y += noise * (uniform() - 0.5);
    pairs.push_back({from, to});
  }
  return pairs;
}

void expect_near(const Homography& a, const Homography& b, double tolerance) {
  for (const Point& p : {Point{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0.3, 0.8}}) {
    EXPECT_NEAR(mapped(a, p).x, mapped(b, p).x, tolerance);
    EXPECT_NEAR(mapped(a, p).y, mapped(b, p).y, tolerance);
  }
}

TEST(GeometryTest, FindsTheMapThatMadeThePairs) {
  const Homography affine = {0.5, -0.2, 3, 0.1, 0.7, -1, 0, 0, 1};
  const Homography projective = {0.5, -0.2, 3, 0.1, 0.7, -1, 0.2, -0.1, 1};
  expect_near(*fit_affine(pairs_of(affine, 3, 0)), affine, 1e-9);
  expect_near(*fit_homography(pairs_of(affine, 20, 0)), affine, 1e-9);
  expect_near(*fit_homography(pairs_of(projective, 4, 0)), projective, 1e-6);
  expect_near(*fit_homography(pairs_of(projective, 200, 0.01)), projective,
              0.01);
}

TEST(GeometryTest, RefusesWhatDoesNotDetermineAMap) {
  const Homography map = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  EXPECT_FALSE(fit_affine(pairs_of(map, 2, 0)));
  EXPECT_FALSE(fit_homography(pairs_of(map, 3, 0)));
  std::vector<PointPair> line;
  for (int i = 0; i < 10; ++i) line.push_back({{i * 0.1, 0}, {i * 0.2, 1}});
  EXPECT_FALSE(fit_affine(line));
  EXPECT_FALSE(fit_homography(line));
}

TEST(GeometryTest, TellsPlausibleMaps) {
  EXPECT_TRUE(plausible({2, 0, 0, 0, 2, 0, 0, 0, 1}, 1, 1));
  EXPECT_TRUE(plausible({0, -1, 1, 1, 0, 0, 0, 0, 1}, 1, 1)) << "turned";
  EXPECT_TRUE(plausible({1, 0, 0, 0, 1, 0, 0.3, 0, 1}, 1, 1)) << "tilted";
  EXPECT_FALSE(plausible({-1, 0, 1, 0, 1, 0, 0, 0, 1}, 1, 1)) << "mirrored";
  EXPECT_FALSE(plausible({1, 0, 0, 0, 0.1, 0, 0, 0, 1}, 1, 1)) << "squeezed";
  EXPECT_FALSE(plausible({1, 0, 0, 0, 1, 0, -2, 0, 1}, 1, 1)) << "horizon";
}

TEST(GeometryTest, AreasHullsAndClipping) {
  const std::vector<Point> square = {{0, 0}, {2, 0}, {2, 2}, {0, 2}};
  EXPECT_DOUBLE_EQ(area(square), 4);
  EXPECT_DOUBLE_EQ(area(clipped(square, 1, 5)), 2);
  EXPECT_DOUBLE_EQ(area(clipped(square, 1, 1.5)), 1.5);
  EXPECT_TRUE(
      clipped(std::vector<Point>{{5, 5}, {6, 5}, {6, 6}}, 1, 1).empty());
  const auto hull =
      convex_hull({{0, 0}, {1, 1}, {2, 0}, {2, 2}, {0, 2}, {1, 0.5}, {1, 0}});
  EXPECT_EQ(hull.size(), 4u);
  EXPECT_DOUBLE_EQ(std::abs(area(hull)), 4);
}

}  // namespace
}  // namespace sleeve
