// Binds the recipes of all families to seeds.
#include "benchmarks/suite/transformations.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "benchmarks/suite/families.h"

namespace sleeve::suite {
namespace {

double draw(const Range& range, Dice& dice) {
  switch (range.kind) {
    case Range::Kind::ratio:
      return dice.ratio(range.low, range.high);
    case Range::Kind::whole:
      return dice.integer(static_cast<int>(range.low),
                          static_cast<int>(range.high));
    case Range::Kind::even:
      break;
  }
  return dice.between(range.low, range.high);
}

/// A cover's own placement comes first, whatever order they were drawn in.
void put_cover_first(std::vector<Placement>& placements) {
  std::stable_partition(placements.begin(), placements.end(),
                        [](const Placement& p) { return p.cover == 0; });
}

Transformed apply(const Recipe& recipe, const Pixels& cover,
                  std::span<const Pixels> pool, uint64_t seed) {
  Dice dice(seed_of(seed, recipe.name));
  Transformed made;
  for (const Range& range : recipe.ranges) {
    made.parameters.push_back({range.name, draw(range, dice)});
  }
  Scene scene;
  scene.picture = to_mat(cover);
  scene.placements = {
      {0, quad_of({0, 0, 1.0 * cover.columns, 1.0 * cover.rows})}};
  scene.pool = pool.first(std::min<size_t>(pool.size(), recipe.pool));
  scene.encoding.quality = dice.integer(75, 95);
  recipe.draw(scene, Values(made.parameters), dice);
  made.rows = scene.picture.rows;
  made.columns = scene.picture.cols;
  made.placements = std::move(scene.placements);
  put_cover_first(made.placements);
  made.bytes = encode(scene.picture, scene.encoding);
  return made;
}

void add_family(std::vector<Transformation>& all, const char* family,
                const std::vector<Recipe>& recipes) {
  for (const Recipe& recipe : recipes) {
    all.push_back(
        {family, recipe.name, recipe.ranges,
         std::string_view(family) == "edition", recipe.pool,
         [recipe](const Pixels& cover, std::span<const Pixels> pool,
                  uint64_t seed) { return apply(recipe, cover, pool, seed); }});
  }
}

std::vector<Transformation> make_all() {
  std::vector<Transformation> all;
  add_family(all, "encoding", encoding_family());
  add_family(all, "colour", colour_family());
  add_family(all, "degradation", degradation_family());
  add_family(all, "geometry", geometry_family());
  add_family(all, "frame", frame_family());
  add_family(all, "overlay", overlay_family());
  add_family(all, "inside", inside_family());
  add_family(all, "edition", edition_family());
  // Pictures are dealt in this order: what comes later must stand last.
  add_family(all, "inside", mirrored_inside_family());
  return all;
}

using Polygon = std::vector<cv::Point2f>;

/// Corners in order around a convex shape, so that mirrored regions and those
/// that name their corners otherwise are the same shape.
Polygon polygon_of(const std::array<Point, 4>& quad) {
  Polygon corners, hull;
  for (const Point& p : quad) {
    corners.emplace_back(static_cast<float>(p.x), static_cast<float>(p.y));
  }
  cv::convexHull(corners, hull);
  return hull;
}

Polygon common(const Polygon& a, const Polygon& b) {
  Polygon both;
  if (a.size() < 3 || b.size() < 3) return both;
  cv::intersectConvexConvex(a, b, both);
  return both;
}

double area(const Polygon& polygon) {
  return polygon.size() < 3 ? 0 : std::abs(cv::contourArea(polygon));
}

}  // namespace

const std::vector<Transformation>& transformations() {
  static const std::vector<Transformation> all = make_all();
  return all;
}

const Transformation* find_transformation(std::string_view name) {
  for (const Transformation& one : transformations()) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

double overlap(const std::array<Point, 4>& a, const std::array<Point, 4>& b,
               int rows, int columns) {
  const Polygon picture =
      polygon_of(quad_of({0, 0, 1.0 * columns, 1.0 * rows}));
  const Polygon first = common(polygon_of(a), picture);
  const Polygon second = common(polygon_of(b), picture);
  const double both = area(common(first, second));
  const double either = area(first) + area(second) - both;
  return either <= 0 ? 0 : both / either;
}

}  // namespace sleeve::suite
