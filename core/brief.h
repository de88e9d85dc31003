// Describes the patch around a corner by 128 comparisons of brightness.
#ifndef SLEEVE_CORE_BRIEF_H_
#define SLEEVE_CORE_BRIEF_H_

#include "core/keypoints.h"
#include "core/pixels.h"

namespace sleeve {

/// Patches reach this many samples from their centre; corners nearer to the
/// edge cannot be described.
inline constexpr int kPatchRadius = 15;
inline constexpr int kPatchMargin = kPatchRadius + 4;

/// The direction from (column, row) to the centroid of intensity in a disc of
/// kPatchRadius, clockwise from right, in radians from -pi to pi.
float centroid_angle(const Pixels& grey, int column, int row);

/// The descriptor of the patch at (column, row) of `smooth`, a blurred grey
/// picture, turned by `angle`; `mirrored` describes it as a mirror shows it.
Descriptor describe(const Pixels& smooth, int column, int row, float angle,
                    bool mirrored);

}  // namespace sleeve

#endif  // SLEEVE_CORE_BRIEF_H_
