// cover256: 256 bits designed for artwork, and the DCT features beneath them.
#ifndef SLEEVE_CORE_COVER256_H_
#define SLEEVE_CORE_COVER256_H_

#include <array>

#include "core/hash.h"
#include "core/plane.h"

namespace sleeve {

/// The lowest 256 AC coefficients of the DCT of a Plane, in bit order.
using Coefficients = std::array<float, 256>;

/// Orthonormal DCT-II of the plane, restricted to the frequencies of cover256.
Coefficients dct(const Plane& plane);

/// The coefficients of the plane turned upright from EXIF `orientation`:
/// a permutation with signs, no second transform.
Coefficients turned_upright(const Coefficients& coefficients, int orientation);

/// Bit i is set when coefficient i is positive.
Hashed cover256(const Coefficients& coefficients);

/// Bit i is set when bit i of cover256() may flip under re-encoding or
/// scaling, because its coefficient lies near zero.
std::array<uint8_t, 32> weak_bits(const Coefficients& coefficients);

}  // namespace sleeve

#endif  // SLEEVE_CORE_COVER256_H_
