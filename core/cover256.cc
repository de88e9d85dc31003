#include "core/cover256.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/error.h"

namespace sleeve {
namespace {

constexpr int kHashSide = 16;

// A wave of this amplitude, in grey levels, is certain not to be noise.
constexpr float kClearAmplitude = 0.4f;

// A coefficient below this share of the median one flips in every second
// picture or so under strong compression; see docs/hash.md.
constexpr float kWeakShare = 0.15f;

using Basis =
    Eigen::Matrix<float, kFrequencies, Eigen::Dynamic, Eigen::ColMajor>;
using Grid =
    Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Cosine of 0 <= x <= pi by its series. The mathematics library's own differs
// in the last bit between instruction sets, and hashes must not.
double cosine(double x) {
  const bool mirrored = x > std::numbers::pi / 2;
  if (mirrored) x = std::numbers::pi - x;
  double sum = 1, term = 1;
  for (int i = 2; i <= 22; i += 2) {
    term *= -x * x / (i * (i - 1));
    sum += term;
  }
  return mirrored ? -sum : sum;
}

// Column j holds cos(pi u t) at the middle t of cell j, for u = 0 to 16,
// weighted by the cell's share of the axis and by 2 for u > 0, which makes
// the products amplitudes. Higher u follow by Chebyshev's recurrence.
Basis basis(int cells, double extent) {
  Basis basis(kFrequencies, cells);
  for (int j = 0; j < cells; ++j) {
    const double end = std::min<double>(j + 1, extent);
    const double share = (end - j) / extent;
    const double c = cosine(std::numbers::pi * (j + end) / 2 / extent);
    double before = 1, now = c;
    basis(0, j) = static_cast<float>(share);
    for (int u = 1; u < kFrequencies; ++u) {
      basis(u, j) = u < cells ? static_cast<float>(2 * share * now) : 0.0f;
      const double next = 2 * c * now - before;
      before = now;
      now = next;
    }
  }
  return basis;
}

float hash_coefficient(const Coefficients& coefficients, int bit) {
  const int v = bit / kHashSide + 1, u = bit % kHashSide + 1;
  return coefficients[v * kFrequencies + u];
}

}  // namespace

Coefficients dct(const Plane& plane) {
  const Eigen::Map<const Grid> grid(plane.cells.data(), plane.rows,
                                    plane.columns);
  // Lazy products keep one order of additions; Eigen's blocked ones choose it
  // by the cache sizes of the machine.
  const Eigen::Matrix<float, kFrequencies, Eigen::Dynamic> down =
      basis(plane.rows, plane.extent_rows).lazyProduct(grid);
  const Basis across = basis(plane.columns, plane.extent_columns);
  Coefficients coefficients;
  Eigen::Map<Eigen::Matrix<float, kFrequencies, kFrequencies, Eigen::RowMajor>>(
      coefficients.data()) = down.lazyProduct(across.transpose());
  return coefficients;
}

Coefficients turned_upright(const Coefficients& coefficients, int orientation) {
  if (orientation < 1 || orientation > 8) {
    throw Error(ErrorCode::invalid_argument,
                "An EXIF orientation lies between 1 and 8.");
  }
  const bool transposed = orientation >= 5;
  const bool mirrored = orientation == 2 || orientation == 3 ||
                        orientation == 6 || orientation == 7;
  const bool flipped = orientation == 3 || orientation == 4 ||
                       orientation == 7 || orientation == 8;
  Coefficients turned;
  for (int v = 0; v < kFrequencies; ++v) {
    for (int u = 0; u < kFrequencies; ++u) {
      const float c = transposed ? coefficients[u * kFrequencies + v]
                                 : coefficients[v * kFrequencies + u];
      const bool negative = (mirrored && u % 2) != (flipped && v % 2);
      turned[v * kFrequencies + u] = negative ? -c : c;
    }
  }
  return turned;
}

Hashed cover256(const Coefficients& coefficients) {
  Hashed hashed{{Algorithm::cover256, {}}, 0};
  float clear = 0;
  for (int bit = 0; bit < 256; ++bit) {
    const float c = hash_coefficient(coefficients, bit);
    if (c > 0) hashed.hash.bytes[bit / 8] |= 0x80 >> (bit % 8);
    clear += std::min(1.0f, std::abs(c) / kClearAmplitude);
  }
  hashed.quality = static_cast<int>(clear * 100 / 256);
  return hashed;
}

std::array<uint8_t, 32> weak_bits(const Coefficients& coefficients) {
  std::array<float, 256> amplitudes;
  for (int bit = 0; bit < 256; ++bit) {
    amplitudes[bit] = std::abs(hash_coefficient(coefficients, bit));
  }
  std::array<float, 256> sorted = amplitudes;
  std::nth_element(sorted.begin(), sorted.begin() + 128, sorted.end());
  const float limit = sorted[128] * kWeakShare;
  std::array<uint8_t, 32> weak{};
  for (int bit = 0; bit < 256; ++bit) {
    if (amplitudes[bit] <= limit) weak[bit / 8] |= 0x80 >> (bit % 8);
  }
  return weak;
}

}  // namespace sleeve
