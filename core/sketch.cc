#include "core/sketch.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/plane.h"

namespace sleeve {
namespace {

// A neighbourhood is a square of 2 * 5 + 1 cells.
constexpr int kReach = 5;

// Neighbourhoods with less contrast than this share of the whole picture's,
// or than this many grey levels, count as flat: what is in them is noise.
constexpr double kFlatShare = 0.12;
constexpr double kFlatLevels = 1.5;

constexpr int kLevels = 16;

// The share of each source cell in each of kSketchSide cells along one axis.
struct Share {
  int source;
  float weight;
};

std::vector<std::vector<Share>> shares(int cells, double extent) {
  std::vector<std::vector<Share>> all(kSketchSide);
  for (int i = 0; i < kSketchSide; ++i) {
    const double begin = extent * i / kSketchSide;
    const double end = extent * (i + 1) / kSketchSide;
    for (int s = static_cast<int>(begin); s < std::min<double>(cells, end);
         ++s) {
      const double part =
          std::min<double>(end, s + 1) - std::max<double>(begin, s);
      if (part <= 0) continue;
      all[i].push_back({s, static_cast<float>(part / (end - begin))});
    }
  }
  return all;
}

SketchCells averaged(const Plane& plane) {
  const auto across = shares(plane.columns, plane.extent_columns);
  const auto down = shares(plane.rows, plane.extent_rows);
  std::vector<float> narrow(static_cast<size_t>(plane.rows) * kSketchSide);
  for (int r = 0; r < plane.rows; ++r) {
    for (int c = 0; c < kSketchSide; ++c) {
      float sum = 0;
      for (const Share& share : across[c]) {
        sum +=
            share.weight *
            plane.cells[static_cast<size_t>(r) * plane.columns + share.source];
      }
      narrow[static_cast<size_t>(r) * kSketchSide + c] = sum;
    }
  }
  SketchCells cells;
  for (int r = 0; r < kSketchSide; ++r) {
    for (int c = 0; c < kSketchSide; ++c) {
      float sum = 0;
      for (const Share& share : down[r]) {
        sum += share.weight *
               narrow[static_cast<size_t>(share.source) * kSketchSide + c];
      }
      cells[r * kSketchSide + c] = sum;
    }
  }
  return cells;
}

// Sums over a neighbourhood are differences of sums from the first cell on.
struct Sums {
  double count = 0;
  double sum = 0;
  double squares = 0;
};

class Integral {
 public:
  Integral(const SketchCells& grey,
           const std::array<bool, kSketchCells>& visible, double middle)
      : sums_(static_cast<size_t>(kSketchSide + 1) * (kSketchSide + 1)) {
    for (int r = 0; r < kSketchSide; ++r) {
      Sums row;
      for (int c = 0; c < kSketchSide; ++c) {
        const int i = r * kSketchSide + c;
        if (visible[i]) {
          const double v = grey[i] - middle;
          row.count += 1;
          row.sum += v;
          row.squares += v * v;
        }
        const Sums& above = at(r, c + 1);
        at(r + 1, c + 1) = {above.count + row.count, above.sum + row.sum,
                            above.squares + row.squares};
      }
    }
  }

  Sums around(int r, int c) const {
    const int top = std::max(0, r - kReach), left = std::max(0, c - kReach);
    const int bottom = std::min(kSketchSide, r + kReach + 1);
    const int right = std::min(kSketchSide, c + kReach + 1);
    const Sums &a = at(top, left), &b = at(top, right), &d = at(bottom, left),
               &e = at(bottom, right);
    return {e.count - b.count - d.count + a.count,
            e.sum - b.sum - d.sum + a.sum,
            e.squares - b.squares - d.squares + a.squares};
  }

 private:
  Sums& at(int r, int c) { return sums_[r * (kSketchSide + 1) + c]; }
  const Sums& at(int r, int c) const {
    return sums_[r * (kSketchSide + 1) + c];
  }

  std::vector<Sums> sums_;
};

}  // namespace

SketchCells flatten_light(const SketchCells& grey,
                          const std::array<bool, kSketchCells>& visible) {
  double count = 0, sum = 0, squares = 0;
  for (int i = 0; i < kSketchCells; ++i) {
    if (!visible[i]) continue;
    count += 1;
    sum += grey[i];
    squares += static_cast<double>(grey[i]) * grey[i];
  }
  SketchCells flat{};
  if (count == 0) return flat;
  const double middle = sum / count;
  const double whole = std::max(0.0, squares / count - middle * middle);
  const double floor =
      kFlatShare * kFlatShare * whole + kFlatLevels * kFlatLevels;
  const Integral integral(grey, visible, middle);
  for (int r = 0; r < kSketchSide; ++r) {
    for (int c = 0; c < kSketchSide; ++c) {
      const int i = r * kSketchSide + c;
      if (!visible[i]) continue;
      const Sums sums = integral.around(r, c);
      const double mean = sums.sum / sums.count;
      const double variance =
          std::max(0.0, sums.squares / sums.count - mean * mean);
      flat[i] = static_cast<float>(
          std::clamp((grey[i] - middle - mean) / std::sqrt(variance + floor),
                     -static_cast<double>(kSketchRange),
                     static_cast<double>(kSketchRange)));
    }
  }
  return flat;
}

Sketch sketch(const Pixels& grey) {
  std::array<bool, kSketchCells> visible;
  visible.fill(true);
  const SketchCells cells = flatten_light(averaged(normalise(grey)), visible);
  Sketch packed{};
  for (int i = 0; i < kSketchCells; ++i) {
    const float share = (cells[i] / kSketchRange + 1) / 2;
    const int level = std::clamp(
        static_cast<int>(std::lround(share * (kLevels - 1))), 0, kLevels - 1);
    packed[i / 2] |= static_cast<uint8_t>(i % 2 == 0 ? level << 4 : level);
  }
  return packed;
}

SketchCells unpack(const Sketch& sketch) {
  SketchCells cells;
  for (int i = 0; i < kSketchCells; ++i) {
    const int level = i % 2 == 0 ? sketch[i / 2] >> 4 : sketch[i / 2] & 15;
    cells[i] =
        (2.0F * static_cast<float>(level) / (kLevels - 1) - 1) * kSketchRange;
  }
  return cells;
}

}  // namespace sleeve
