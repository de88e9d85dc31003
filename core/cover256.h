// cover256: 256 bits designed for artwork, and the coefficients beneath them.
#ifndef SLEEVE_CORE_COVER256_H_
#define SLEEVE_CORE_COVER256_H_

#include <array>
#include <cstdint>

#include "core/hash.h"
#include "core/plane.h"

namespace sleeve {

/// Frequencies 0 to 16 along each axis are kept; the hash takes 1 to 16.
inline constexpr int kFrequencies = 17;

/// Amplitudes of cosine waves over the unit square, in grey levels: element
/// v * kFrequencies + u belongs to v half waves down and u half waves across.
using Coefficients = std::array<float, kFrequencies * kFrequencies>;

/// The lowest coefficients of the two-dimensional DCT-II of `plane`, taken on
/// its own grid, so that no resampling to a fixed size disturbs them.
/// Frequencies that the grid cannot carry are zero.
Coefficients dct(const Plane& plane);

/// The coefficients of the picture as EXIF `orientation` (1 to 8) would turn
/// it upright: a permutation with signs, no second transform.
Coefficients turned_upright(const Coefficients& coefficients, int orientation);

/// Bit (v - 1) * 16 + (u - 1) is set when coefficient (v, u) is positive, for
/// u, v in 1 to 16. Quality is the share of bits whose wave stands clear of
/// rounding and compression noise.
Hashed cover256(const Coefficients& coefficients);

/// Bit i is set when bit i of cover256() may flip under re-encoding or
/// scaling, because its coefficient is small beside the others.
std::array<uint8_t, 32> weak_bits(const Coefficients& coefficients);

}  // namespace sleeve

#endif  // SLEEVE_CORE_COVER256_H_
