// The square grey picture that the hash sees.
#ifndef SLEEVE_CORE_PLANE_H_
#define SLEEVE_CORE_PLANE_H_

#include <array>

#include "core/pixels.h"

namespace sleeve {

inline constexpr int kPlaneSide = 64;

/// [kPlaneSide][kPlaneSide] means of grey, 0 to 255, row-major.
using Plane = std::array<float, kPlaneSide * kPlaneSide>;

/// Averages `grey` (1 channel, at least 1x1) over 64x64 cells that divide its
/// true extent evenly; a cell takes the exact share of every sample it
/// overlaps. Sides shorter than 64 are repeated the same way.
Plane normalise(const Pixels& grey);

}  // namespace sleeve

#endif  // SLEEVE_CORE_PLANE_H_
