#include "core/brief.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "core/brief_model.h"

namespace sleeve {
namespace {

constexpr int kDirections = 64;
constexpr float kTurn = 2 * std::numbers::pi_v<float>;

struct Offset {
  int8_t dx;
  int8_t dy;
};

struct Test {
  Offset a;
  Offset b;
};

using Pattern = std::array<Test, kBriefTestCount>;

Offset turned(int x, int y, double angle, bool mirrored) {
  if (mirrored) y = -y;
  const double c = std::cos(angle), s = std::sin(angle);
  return {static_cast<int8_t>(std::lround(x * c - y * s)),
          static_cast<int8_t>(std::lround(x * s + y * c))};
}

const Pattern& pattern(int direction, bool mirrored) {
  static const auto patterns = [] {
    std::array<std::array<Pattern, kDirections>, 2> all;
    for (int m = 0; m < 2; ++m) {
      for (int d = 0; d < kDirections; ++d) {
        const double angle = 2 * std::numbers::pi * d / kDirections;
        for (int i = 0; i < kBriefTestCount; ++i) {
          const int* test = kBriefTests[i];
          all[m][d][i] = {turned(test[0], test[1], angle, m == 1),
                          turned(test[2], test[3], angle, m == 1)};
        }
      }
    }
    return all;
  }();
  return patterns[mirrored ? 1 : 0][direction];
}

// Half the width of the disc at each distance from its middle row.
const std::array<int, kPatchRadius + 1>& disc() {
  static const auto widths = [] {
    std::array<int, kPatchRadius + 1> all;
    for (int y = 0; y <= kPatchRadius; ++y) {
      all[y] = static_cast<int>(std::sqrt(kPatchRadius * kPatchRadius - y * y));
    }
    return all;
  }();
  return widths;
}

}  // namespace

float centroid_angle(const Pixels& grey, int column, int row) {
  int64_t across = 0, down = 0;
  for (int y = -kPatchRadius; y <= kPatchRadius; ++y) {
    const int width = disc()[std::abs(y)];
    const uint8_t* samples = grey.row(row + y) + column;
    int sum = 0, moment = 0;
    for (int x = -width; x <= width; ++x) {
      sum += samples[x];
      moment += x * samples[x];
    }
    across += moment;
    down += static_cast<int64_t>(y) * sum;
  }
  return std::atan2(static_cast<float>(down), static_cast<float>(across));
}

Descriptor describe(const Pixels& smooth, int column, int row, float angle,
                    bool mirrored) {
  int direction = static_cast<int>(std::lround(angle / kTurn * kDirections));
  direction = (direction % kDirections + kDirections) % kDirections;
  const Pattern& tests = pattern(direction, mirrored);
  const uint8_t* centre = smooth.row(row) + column;
  Descriptor descriptor{};
  for (int i = 0; i < kBriefTestCount; ++i) {
    const Test& test = tests[i];
    const uint8_t a = centre[test.a.dy * smooth.row_bytes + test.a.dx];
    const uint8_t b = centre[test.b.dy * smooth.row_bytes + test.b.dx];
    if (a < b) descriptor[i / 8] |= 0x80 >> (i % 8);
  }
  return descriptor;
}

}  // namespace sleeve
