#include "core/imagehash.h"

#include <algorithm>
#include <array>

#include "core/dct32.h"
#include "core/gradient_quality.h"
#include "core/pillow_resize.h"

namespace sleeve {
namespace {

constexpr int kSide = 8;  // of the hash: hash_size in ImageHash

// Bit (row, column) of the hash is is_set(row, column).
template <class IsSet>
Hashed hashed(Algorithm algorithm, const Pixels& grey, IsSet is_set) {
  Hashed result{{algorithm, {}}, gradient_quality(grey)};
  for (int row = 0; row < kSide; ++row) {
    for (int column = 0; column < kSide; ++column) {
      if (is_set(row, column)) {
        result.hash.bytes[row] |= static_cast<uint8_t>(0x80 >> column);
      }
    }
  }
  return result;
}

using LowFrequencies = std::array<std::array<double, kSide>, kSide>;

// The lowest frequencies of the 32x32 samples: down the columns first, then
// along the rows, as ImageHash calls SciPy.
LowFrequencies low_frequencies(const Pixels& grey) {
  std::array<Dct32Line, kSide> rows;
  for (int column = 0; column < kDct32Size; ++column) {
    Dct32Line line;
    for (int row = 0; row < kDct32Size; ++row)
      line[row] = grey.row(row)[column];
    const Dct32Line transformed = dct32(line);
    for (int row = 0; row < kSide; ++row) rows[row][column] = transformed[row];
  }
  LowFrequencies low;
  for (int row = 0; row < kSide; ++row) {
    const Dct32Line transformed = dct32(rows[row]);
    std::copy_n(transformed.begin(), kSide, low[row].begin());
  }
  return low;
}

// Of all 64, the one without frequency included, as ImageHash has it.
double median(const LowFrequencies& low) {
  std::array<double, kSide * kSide> sorted;
  for (int row = 0; row < kSide; ++row) {
    std::copy_n(low[row].begin(), kSide, sorted.begin() + row * kSide);
  }
  std::sort(sorted.begin(), sorted.end());
  return (sorted[31] + sorted[32]) / 2;
}

}  // namespace

Hashed phash64(const Pixels& stored) {
  const Image grey =
      pillow_resize(stored, kDct32Size, kDct32Size, PillowFilter::lanczos);
  const LowFrequencies low = low_frequencies(grey.pixels());
  const double threshold = median(low);
  return hashed(Algorithm::phash64, grey.pixels(), [&](int row, int column) {
    return low[row][column] > threshold;
  });
}

Hashed dhash64(const Pixels& stored) {
  const Image grey =
      pillow_resize(stored, kSide, kSide + 1, PillowFilter::lanczos);
  const Pixels& pixels = grey.pixels();
  return hashed(Algorithm::dhash64, pixels, [&](int row, int column) {
    return pixels.row(row)[column + 1] > pixels.row(row)[column];
  });
}

Hashed ahash64(const Pixels& stored) {
  const Image grey = pillow_resize(stored, kSide, kSide, PillowFilter::lanczos);
  const Pixels& pixels = grey.pixels();
  int sum = 0;
  for (int row = 0; row < kSide; ++row) {
    for (int column = 0; column < kSide; ++column) {
      sum += pixels.row(row)[column];
    }
  }
  return hashed(Algorithm::ahash64, pixels, [&](int row, int column) {
    return pixels.row(row)[column] * kSide * kSide > sum;
  });
}

}  // namespace sleeve
