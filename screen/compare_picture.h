// Draws why two pictures match or do not.
#ifndef SLEEVE_SCREEN_COMPARE_PICTURE_H_
#define SLEEVE_SCREEN_COMPARE_PICTURE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "core/geometry.h"
#include "core/pixels.h"

namespace sleeve {

/// Where B lies in A.
struct DrawnPlace {
  Homography map{};                ///< from sides of B to sides of A
  std::vector<PointPair> corners;  ///< that agree: from B, to A, in sides
};

/// A PNG of three panels: A with the outline of B and the corners that agree;
/// B with the same corners; B with what A shows of it laid over, as far as
/// they differ (black where they are equal, after light and contrast of A are
/// fitted to B's). `a` and `b` are grey. Without a place, only the two
/// pictures are drawn.
std::vector<uint8_t> draw_comparison(const Pixels& a, const Pixels& b,
                                     const std::optional<DrawnPlace>& place);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_COMPARE_PICTURE_H_
