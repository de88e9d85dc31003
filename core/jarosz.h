// The 64x64 picture that PDQ sees: two box filters each way, then every n-th
// sample.
#ifndef SLEEVE_CORE_JAROSZ_H_
#define SLEEVE_CORE_JAROSZ_H_

#include <array>

#include "core/pixels.h"

namespace sleeve {

inline constexpr int kJaroszSide = 64;

/// [kJaroszSide][kJaroszSide] luma, row-major.
using JaroszPlane = std::array<float, kJaroszSide * kJaroszSide>;

/// Luma of `stored` (1 to 4 channels, alpha ignored, at least 1x1), smoothed
/// and thinned as the PDQ reference does, equal to it in every bit: the same
/// float operations in the same order. Pictures of 64x64 are not smoothed.
/// Works in bands of rows, in memory of about a 30th of the picture's samples.
/// Source: github.com/facebook/ThreatExchange, pdq/cpp/downscaling.
JaroszPlane jarosz_plane(const Pixels& stored);

/// PDQ's luma of one sample, from 0.299 R + 0.587 G + 0.114 B in double
/// precision, rounded to float.
inline float pdq_luma(int red, int green, int blue) {
  // The sum of integers is exact, and a quotient of two floats is rounded
  // once, correctly; the double sum of the reference is so close to the true
  // value that it rounds to the same float.
  return static_cast<float>(299 * red + 587 * green + 114 * blue) / 1000.0f;
}

}  // namespace sleeve

#endif  // SLEEVE_CORE_JAROSZ_H_
