// What a picture shows where an artwork is thought to lie, laid upright.
#ifndef SLEEVE_CORE_STRAIGHTENED_H_
#define SLEEVE_CORE_STRAIGHTENED_H_

#include <optional>

#include "core/geometry.h"
#include "core/hash.h"
#include "core/pixels.h"
#include "core/scene.h"

namespace sleeve {

/// How many sides of the scene one of the artwork takes, around `at`.
double scale_at(const Homography& map, const Point& at);

/// The place that `map` takes an artwork's sides to, in `rows` x `columns`
/// samples, `side` of which make one side of the artwork. `scale` is about how
/// many samples of the scene's finest level there are for each. What lies
/// beyond the picture repeats its edge.
Image straightened(const Scene& scene, const Homography& map, int rows,
                   int columns, double side, double scale);

/// The cover256 hash of the place for an artwork of `rows` and `columns` in
/// sides, both above 0 and at most 1, or nothing unless the picture shows the
/// artwork whole.
std::optional<Hashed> hash_at(const Scene& scene, const Homography& map,
                              double rows, double columns);

}  // namespace sleeve

#endif  // SLEEVE_CORE_STRAIGHTENED_H_
