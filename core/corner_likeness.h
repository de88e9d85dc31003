// Looks whether the corners of an artwork are seen where they should lie in a
// picture: finer than its sketch, and also where none was found.
#ifndef SLEEVE_CORE_CORNER_LIKENESS_H_
#define SLEEVE_CORE_CORNER_LIKENESS_H_

#include <span>

#include "core/geometry.h"
#include "core/keypoints.h"
#include "core/scene.h"

namespace sleeve {

/// What is assumed before any corner is looked at.
inline constexpr double kUnknownCorners = 0.25;

/// The mean likeness of those corners of an artwork that the picture shows
/// large enough, 0 to 1, as if there were four more of kUnknownCorners. The
/// artwork has `rows` and `columns` in sides; `map` takes its sides to those
/// of the scene, which is brought to the shape and size in which the corners
/// were described.
double corner_likeness(std::span<const PackedKeypoint> corners, double rows,
                       double columns, const Scene& scene,
                       const Homography& map);

}  // namespace sleeve

#endif  // SLEEVE_CORE_CORNER_LIKENESS_H_
