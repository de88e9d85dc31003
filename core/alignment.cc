#include "core/alignment.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace sleeve {
namespace {

constexpr int kSide = kSketchSide;
constexpr int kCoarseSteps = 6;
constexpr int kFineSteps = 16;

// Where the coarse steps do not lead further than this, nothing will.
constexpr double kHopeless = 0.3;

constexpr float kBlockCells = kSketchCells / (kBlocks * kBlocks);

using Visible = std::array<bool, kSketchCells>;
using Map = Eigen::Matrix3d;
using Vector8 = Eigen::Matrix<float, 8, 1>;
using Matrix8 = Eigen::Matrix<float, 8, 8>;

Map to_matrix(const Homography& map) {
  Map matrix;
  for (int i = 0; i < 9; ++i) matrix(i / 3, i % 3) = map[i];
  return matrix;
}

Homography to_homography(const Map& matrix) {
  Homography map;
  for (int i = 0; i < 9; ++i) map[i] = matrix(i / 3, i % 3) / matrix(2, 2);
  return map;
}

// From (-1, 1) squared, where steps are well conditioned, to sides.
Map frame(double rows, double columns) {
  Map matrix;
  matrix << columns / 2, 0, columns / 2, 0, rows / 2, rows / 2, 0, 0, 1;
  return matrix;
}

double place(int cell) { return (2.0 * cell + 1) / kSide - 1; }

// The size of a cell in samples of the finest level, in the middle.
double cell_size(const Map& map, const Scene& scene) {
  const auto at = [&](double x, double y) -> Eigen::Vector2d {
    return (map * Eigen::Vector3d(x, y, 1)).hnormalized();
  };
  const Eigen::Vector2d a = at(-0.5, -0.5), b = at(0.5, -0.5),
                        c = at(-0.5, 0.5);
  const double area =
      std::abs((b - a).x() * (c - a).y() - (b - a).y() * (c - a).x());
  return std::sqrt(area) / (kSide / 2.0) * scene.side(0);
}

int fitting_level(double samples_per_cell, const Scene& scene) {
  const double halvings = std::log2(std::max(1e-6, samples_per_cell));
  return std::clamp(static_cast<int>(std::floor(halvings)), 0,
                    scene.levels() - 1);
}

// The picture's grey under each cell.
struct Lifted {
  SketchCells grey{};
  Visible visible{};
  int count = 0;
};

// Adds the sample at (x, y); false when the picture does not reach there.
bool sample(const Pixels& level, float x, float y, float& sum) {
  const auto right = static_cast<float>(level.columns - 1);
  const auto bottom = static_cast<float>(level.rows - 1);
  if (!(x >= -0.5F && y >= -0.5F && x <= right + 0.5F && y <= bottom + 0.5F)) {
    return false;
  }
  x = std::clamp(x, 0.0F, right);
  y = std::clamp(y, 0.0F, bottom);
  const int c = std::min(static_cast<int>(x), level.columns - 2);
  const int r = std::min(static_cast<int>(y), level.rows - 2);
  const float fx = x - static_cast<float>(c), fy = y - static_cast<float>(r);
  const uint8_t* above = level.row(r) + c;
  const uint8_t* below = above + level.row_bytes;
  sum += (1 - fy) * ((1 - fx) * above[0] + fx * above[1]) +
         fy * ((1 - fx) * below[0] + fx * below[1]);
  return true;
}

// Takes the mean of `across` squared places of each cell.
Lifted lift(const Map& map, const Scene& scene, int across) {
  const int number = fitting_level(cell_size(map, scene) / across * 1.3, scene);
  const Pixels& level = scene.level(number);
  const auto side = static_cast<float>(scene.side(number));
  Lifted lifted;
  if (level.rows < 2 || level.columns < 2) return lifted;
  const Eigen::Matrix3f m = map.cast<float>();
  const int parts = across * across;
  for (int i = 0; i < kSketchCells; ++i) {
    float sum = 0;
    bool inside = true;
    for (int part = 0; part < parts && inside; ++part) {
      const float x = (2.0F * static_cast<float>(i % kSide) +
                       static_cast<float>(2 * (part % across) + 1) /
                           static_cast<float>(across)) /
                          kSide -
                      1;
      const float y = (2.0F * static_cast<float>(i / kSide) +
                       static_cast<float>(2 * (part / across) + 1) /
                           static_cast<float>(across)) /
                          kSide -
                      1;
      const float w = m(2, 0) * x + m(2, 1) * y + m(2, 2);
      const float scale = w > 0 ? side / w : 0;
      inside =
          w > 0 &&
          sample(level, (m(0, 0) * x + m(0, 1) * y + m(0, 2)) * scale - 0.5F,
                 (m(1, 0) * x + m(1, 1) * y + m(1, 2)) * scale - 0.5F, sum);
    }
    lifted.visible[i] = inside;
    if (!inside) continue;
    lifted.grey[i] = sum / static_cast<float>(parts);
    ++lifted.count;
  }
  return lifted;
}

// Binomial smoothing, 1 4 6 4 1 along both axes; edges repeat.
SketchCells smoothed(const SketchCells& cells) {
  constexpr std::array<float, 5> kWeights = {1 / 16.F, 4 / 16.F, 6 / 16.F,
                                             4 / 16.F, 1 / 16.F};
  SketchCells half{}, all{};
  for (int r = 0; r < kSide; ++r) {
    for (int c = 0; c < kSide; ++c) {
      for (int k = -2; k <= 2; ++k) {
        half[r * kSide + c] +=
            kWeights[k + 2] *
            cells[r * kSide + std::clamp(c + k, 0, kSide - 1)];
      }
    }
  }
  for (int r = 0; r < kSide; ++r) {
    for (int k = -2; k <= 2; ++k) {
      const int from = std::clamp(r + k, 0, kSide - 1);
      for (int c = 0; c < kSide; ++c) {
        all[r * kSide + c] += kWeights[k + 2] * half[from * kSide + c];
      }
    }
  }
  return all;
}

int block_of(int cell) {
  constexpr int kCells = kSide / kBlocks;
  return cell / kSide / kCells * kBlocks + cell % kSide / kCells;
}

struct Products {
  float aa = 0, pp = 0, ap = 0;
  float xx = 0, yy = 0, xy = 0;
  int count = 0;
};

std::array<Products, kBlocks * kBlocks> products(const SketchCells& artwork,
                                                 const SketchCells& picture,
                                                 const Visible& visible) {
  std::array<Products, kBlocks * kBlocks> all{};
  for (int i = 0; i < kSketchCells; ++i) {
    if (!visible[i]) continue;
    Products& block = all[block_of(i)];
    block.aa += artwork[i] * artwork[i];
    block.pp += picture[i] * picture[i];
    block.ap += artwork[i] * picture[i];
    ++block.count;
    const int r = i / kSide, c = i % kSide;
    const float dx = artwork[r * kSide + std::min(kSide - 1, c + 1)] -
                     artwork[r * kSide + std::max(0, c - 1)];
    const float dy = artwork[std::min(kSide - 1, r + 1) * kSide + c] -
                     artwork[std::max(0, r - 1) * kSide + c];
    block.xx += dx * dx;
    block.yy += dy * dy;
    block.xy += dx * dy;
  }
  return all;
}

float correlation(const Products& p) {
  const float squares = p.aa * p.pp;
  return squares > 0 ? p.ap / std::sqrt(squares) : 0.0F;
}

// The geometric mean of the eigenvalues of the gradients' squares: an edge
// alone has none.
float structure(const Products& p) {
  return std::sqrt(std::max(0.0F, p.xx * p.yy - p.xy * p.xy)) / 4;
}

Alignment measured(const SketchCells& artwork, const SketchCells& picture,
                   const Lifted& lifted, const Homography& map) {
  Alignment alignment;
  alignment.map = map;
  alignment.visible = static_cast<double>(lifted.count) / kSketchCells;
  const auto all = products(artwork, picture, lifted.visible);
  Products sum;
  for (size_t i = 0; i < all.size(); ++i) {
    const Products& p = all[i];
    sum.aa += p.aa;
    sum.pp += p.pp;
    sum.ap += p.ap;
    alignment.blocks[i] = {
        correlation(p), p.count > 0 ? p.aa / static_cast<float>(p.count) : 0,
        p.count > 0 ? structure(p) / static_cast<float>(p.count) : 0,
        static_cast<float>(p.count) / kBlockCells};
  }
  alignment.correlation = correlation(sum);
  return alignment;
}

// How the cells of the artwork change with each of the eight numbers of a
// projective map, and the squares of that, summed for each block.
struct Slopes {
  explicit Slopes(const SketchCells& cells);

  std::array<Vector8, kSketchCells> cells;
  std::array<Matrix8, kBlocks * kBlocks> squares;
};

Slopes::Slopes(const SketchCells& values) {
  squares.fill(Matrix8::Zero());
  for (int r = 0; r < kSide; ++r) {
    for (int c = 0; c < kSide; ++c) {
      const int left = std::max(0, c - 1), right = std::min(kSide - 1, c + 1);
      const int up = std::max(0, r - 1), down = std::min(kSide - 1, r + 1);
      // Per unit of (-1, 1): kSide / 2 cells.
      const float dx = (values[r * kSide + right] - values[r * kSide + left]) /
                       static_cast<float>(right - left) * (kSide / 2.0F);
      const float dy = (values[down * kSide + c] - values[up * kSide + c]) /
                       static_cast<float>(down - up) * (kSide / 2.0F);
      const auto x = static_cast<float>(place(c));
      const auto y = static_cast<float>(place(r));
      Vector8& slope = cells[r * kSide + c];
      slope << dx * x, dx * y, dx, dy * x, dy * y, dy, -x * (dx * x + dy * y),
          -y * (dx * x + dy * y);
      squares[block_of(r * kSide + c)] += slope * slope.transpose();
    }
  }
}

// One step towards the best fit; false when there is none.
bool step(const SketchCells& artwork, const Slopes& slopes,
          const SketchCells& picture, const Visible& visible, bool projective,
          Map& map) {
  const auto blocks = products(artwork, picture, visible);
  std::array<float, kBlocks * kBlocks> alike;
  Matrix8 squares = Matrix8::Zero();
  for (size_t i = 0; i < blocks.size(); ++i) {
    // Blocks that show something else must not pull.
    alike[i] = std::max(0.05F, correlation(blocks[i]));
    const float seen = static_cast<float>(blocks[i].count) / kBlockCells;
    squares += alike[i] * seen * slopes.squares[i];
  }
  Vector8 wanted = Vector8::Zero();
  for (int i = 0; i < kSketchCells; ++i) {
    if (!visible[i]) continue;
    wanted += alike[block_of(i)] * (picture[i] - artwork[i]) * slopes.cells[i];
  }
  const int unknowns = projective ? 8 : 6;
  squares.diagonal().array() += 1e-3F * squares.trace() / 8 + 1e-6F;
  Vector8 change = Vector8::Zero();
  change.head(unknowns) = squares.topLeftCorner(unknowns, unknowns)
                              .ldlt()
                              .solve(wanted.head(unknowns));
  if (!change.allFinite()) return false;
  // Further than this the slopes say nothing.
  const float longest = change.cwiseAbs().maxCoeff();
  if (longest > 0.2F) change *= 0.2F / longest;
  Map moved;
  moved << 1 + change[0], change[1], change[2], change[3], 1 + change[4],
      change[5], change[6], change[7], 1;
  map = map * moved.inverse().cast<double>();
  map /= map(2, 2);
  return longest > 1e-3F;
}

}  // namespace

Alignment likeness_at(const SketchCells& artwork, double rows, double columns,
                      const Scene& scene, const Homography& map) {
  const Lifted lifted = lift(to_matrix(map) * frame(rows, columns), scene, 2);
  return measured(artwork, flatten_light(lifted.grey, lifted.visible), lifted,
                  map);
}

Alignment align(const SketchCells& artwork, double rows, double columns,
                const Scene& scene, const Homography& start) {
  const Map to_sides = frame(rows, columns);
  const Map from_sides = to_sides.inverse();
  Map map = to_matrix(start) * to_sides;
  map /= map(2, 2);
  Alignment best;
  best.map = start;
  for (const bool coarse : {true, false}) {
    const SketchCells mine = coarse ? smoothed(artwork) : artwork;
    const Slopes slopes(coarse ? mine : smoothed(artwork));
    for (int i = 0; i < (coarse ? kCoarseSteps : kFineSteps); ++i) {
      const Lifted lifted = lift(map, scene, 1);
      if (lifted.count < kSketchCells / 50) break;
      const SketchCells flat = flatten_light(lifted.grey, lifted.visible);
      const Homography here = to_homography(map * from_sides);
      const Alignment now = measured(artwork, flat, lifted, here);
      if (now.correlation > best.correlation) best = now;
      if (!step(mine, slopes, coarse ? smoothed(flat) : flat, lifted.visible,
                !coarse || i >= 2, map) ||
          !plausible(to_homography(map * from_sides), rows, columns)) {
        break;
      }
    }
    if (best.correlation < kHopeless) return best;
  }
  const Alignment last = likeness_at(artwork, rows, columns, scene, best.map);
  const Homography end = to_homography(map * from_sides);
  if (!plausible(end, rows, columns)) return last;
  const Alignment further = likeness_at(artwork, rows, columns, scene, end);
  return further.correlation > last.correlation ? further : last;
}

}  // namespace sleeve
