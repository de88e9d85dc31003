#include "core/pdq.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numbers>

#include "core/jarosz.h"

namespace sleeve {
namespace {

constexpr int kSide = 16;         // of the hash
constexpr int kSmallestSide = 5;  // the reference hashes nothing smaller
using Spectrum = std::array<std::array<float, kSide>, kSide>;

// Frequencies 1 to 16 of a DCT over 64 samples, [kSide][kJaroszSide]. Each
// product is rounded where the reference rounds it.
using DctMatrix = std::array<std::array<float, kJaroszSide>, kSide>;

const DctMatrix& dct_matrix() {
  static const DctMatrix matrix = [] {
    DctMatrix made;
    const auto scale = static_cast<float>(std::sqrt(2.0 / kJaroszSide));
    for (int i = 0; i < kSide; ++i) {
      for (int j = 0; j < kJaroszSide; ++j) {
        const double angle =
            (std::numbers::pi / 2.0 / kJaroszSide) * (i + 1) * (2 * j + 1);
        made[i][j] = static_cast<float>(scale * std::cos(angle));
      }
    }
    return made;
  }();
  return matrix;
}

// D * plane * transposed D. Every sum runs over ascending samples, as the
// reference's does; sums of one row advance together.
Spectrum spectrum(const JaroszPlane& plane) {
  const DctMatrix& matrix = dct_matrix();
  Spectrum result{};
  for (int i = 0; i < kSide; ++i) {
    std::array<float, kJaroszSide> half{};
    for (int k = 0; k < kJaroszSide; ++k) {
      const float* samples = &plane[k * kJaroszSide];
      for (int j = 0; j < kJaroszSide; ++j) {
        half[j] += matrix[i][k] * samples[j];
      }
    }
    for (int k = 0; k < kJaroszSide; ++k) {
      for (int j = 0; j < kSide; ++j) {
        result[i][j] += half[k] * matrix[j][k];
      }
    }
  }
  return result;
}

// The lower of the two middle values, which is what the reference's search
// for a median by bisection finds.
float median(const Spectrum& spectrum) {
  std::array<float, kSide * kSide> sorted;
  for (int i = 0; i < kSide; ++i) {
    std::copy(spectrum[i].begin(), spectrum[i].end(), &sorted[i * kSide]);
  }
  const auto middle = sorted.begin() + kSide * kSide / 2 - 1;
  std::nth_element(sorted.begin(), middle, sorted.end());
  return *middle;
}

// The reference numbers bits from the least significant of the last word and
// writes the last word first.
Hash bits_above_median(const Spectrum& spectrum) {
  const float threshold = median(spectrum);
  Hash hash{Algorithm::pdq, {}};
  for (int i = 0; i < kSide; ++i) {
    for (int j = 0; j < kSide; ++j) {
      if (spectrum[i][j] <= threshold) continue;
      const int bit = 255 - (i * kSide + j);
      hash.bytes[bit / 8] |= static_cast<uint8_t>(0x80 >> bit % 8);
    }
  }
  return hash;
}

// Sum of the gradients, each cut to whole hundredths of full scale.
int quality(const JaroszPlane& plane) {
  const auto step = [&](int from, int to) {
    return std::abs(static_cast<int>((plane[from] - plane[to]) * 100 / 255));
  };
  int sum = 0;
  for (int row = 0; row < kJaroszSide; ++row) {
    for (int column = 0; column < kJaroszSide; ++column) {
      const int at = row * kJaroszSide + column;
      if (row + 1 < kJaroszSide) sum += step(at, at + kJaroszSide);
      if (column + 1 < kJaroszSide) sum += step(at, at + 1);
    }
  }
  return std::min(sum / 90, 100);
}

bool too_small(const Pixels& stored) {
  return stored.rows < kSmallestSide || stored.columns < kSmallestSide;
}

// The spectrum of the picture turned upright from EXIF `orientation`.
// Mirroring left to right changes the sign of the odd horizontal frequencies
// (the first, third, ... element), top to bottom that of the vertical ones.
Spectrum turned_upright(const Spectrum& spectrum, int orientation) {
  const bool transposed = orientation >= 5;
  const bool mirrored = orientation == 2 || orientation == 3 ||
                        orientation == 6 || orientation == 7;
  const bool flipped = orientation == 3 || orientation == 4 ||
                       orientation == 7 || orientation == 8;
  Spectrum turned;
  for (int i = 0; i < kSide; ++i) {
    for (int j = 0; j < kSide; ++j) {
      float value = transposed ? spectrum[j][i] : spectrum[i][j];
      if (mirrored && j % 2 == 0) value = -value;
      if (flipped && i % 2 == 0) value = -value;
      turned[i][j] = value;
    }
  }
  return turned;
}

}  // namespace

Hashed pdq(const Pixels& stored) {
  if (too_small(stored)) return {{Algorithm::pdq, {}}, 0};
  const JaroszPlane plane = jarosz_plane(stored);
  return {bits_above_median(spectrum(plane)), quality(plane)};
}

std::array<Hashed, 8> pdq_orientations(const Pixels& stored) {
  std::array<Hashed, 8> all;
  all.fill({{Algorithm::pdq, {}}, 0});
  if (too_small(stored)) return all;
  const JaroszPlane plane = jarosz_plane(stored);
  const Spectrum original = spectrum(plane);
  for (int i = 0; i < 8; ++i) {
    all[i] = {bits_above_median(turned_upright(original, i + 1)),
              quality(plane)};
  }
  return all;
}

}  // namespace sleeve
