// Learns which brightness comparisons describe corners best, from pictures of
// the user's choice, and prints models/brief.json. A greedy search as that of
// Rublee et al. (ICCV 2011): comparisons that are as often true as false, and
// that say little of what those chosen before have said.
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <exception>
#include <mutex>
#include <opencv2/imgproc.hpp>
#include <random>
#include <string>
#include <vector>

#include "core/brief.h"
#include "core/decode.h"
#include "core/keypoints.h"
#include "screen/pipeline.h"
#include "screen/source.h"

namespace sleeve {
namespace {

constexpr int kSide = 2 * kPatchRadius + 1;
constexpr int kTests = 128;
constexpr int kPool = 6000;
constexpr int kPatchesOfAPicture = 40;
constexpr int kMaxPatches = 32 * 1024;

using Patch = std::array<uint8_t, kSide * kSide>;

struct Row {
  Item item;
  std::vector<Patch> patches;
};

// The patch of `keypoint` from `level`, blurred and of the keypoint's scale,
// turned level.
Patch cut(const cv::Mat& level, const Keypoint& keypoint) {
  const double side = std::max(level.rows, level.cols);
  const double c = std::cos(keypoint.angle), s = std::sin(keypoint.angle);
  const cv::Matx23d from(c, -s, keypoint.x * side - kPatchRadius * (c - s), s,
                         c, keypoint.y * side - kPatchRadius * (s + c));
  cv::Mat turned;
  cv::warpAffine(level, turned, from, cv::Size(kSide, kSide),
                 cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                 cv::BORDER_REFLECT_101);
  Patch patch;
  std::copy_n(turned.data, patch.size(), patch.begin());
  return patch;
}

void collect(Row& row) {
  read_bytes(row.item);
  if (row.item.problem) return;
  DecodeOptions options;
  options.min_side = kArtworkKeypoints.side;
  const auto decoded = decode(row.item.bytes, options);
  row.item.bytes = {};
  if (!decoded) return;
  const Pixels& pixels = decoded->image.pixels();
  const cv::Mat grey(pixels.rows, pixels.columns, CV_8U,
                     const_cast<uint8_t*>(pixels.data));
  const std::vector<Keypoint> found = keypoints(pixels, kArtworkKeypoints);
  const size_t step = std::max<size_t>(1, found.size() / kPatchesOfAPicture);
  cv::Mat level;
  float size = 0;
  for (size_t i = 0; i < found.size(); i += step) {
    if (found[i].size != size) {
      size = found[i].size;
      const double scale = kSide / size / std::max(pixels.rows, pixels.columns);
      cv::resize(grey, level, {}, scale, scale, cv::INTER_AREA);
      cv::GaussianBlur(level, level, cv::Size(7, 7), 2);
    }
    row.patches.push_back(cut(level, found[i]));
  }
}

struct Test {
  int ax, ay, bx, by;
  std::vector<uint64_t> outcomes;
  double bias = 0;
};

std::vector<Test> draw_pool() {
  std::mt19937 random(7);
  std::vector<Test> pool;
  const auto draw = [&] {
    return static_cast<int>(random() % kSide) - kPatchRadius;
  };
  const auto inside = [](int x, int y) {
    return x * x + y * y <= kPatchRadius * kPatchRadius;
  };
  while (pool.size() < kPool) {
    const Test test{draw(), draw(), draw(), draw(), {}};
    const int dx = test.ax - test.bx, dy = test.ay - test.by;
    if (inside(test.ax, test.ay) && inside(test.bx, test.by) &&
        dx * dx + dy * dy >= 16) {
      pool.push_back(test);
    }
  }
  return pool;
}

void try_out(Test& test, const std::vector<Patch>& patches) {
  test.outcomes.assign((patches.size() + 63) / 64, 0);
  const int a = (test.ay + kPatchRadius) * kSide + test.ax + kPatchRadius;
  const int b = (test.by + kPatchRadius) * kSide + test.bx + kPatchRadius;
  double set = 0;
  for (size_t i = 0; i < patches.size(); ++i) {
    if (patches[i][a] < patches[i][b]) {
      test.outcomes[i / 64] |= uint64_t{1} << (i % 64);
      ++set;
    }
  }
  test.bias = std::abs(set / static_cast<double>(patches.size()) - 0.5);
}

// How far from independent two tests are: 0 to 0.5.
double likeness(const Test& a, const Test& b, size_t patches) {
  double different = 0;
  for (size_t i = 0; i < a.outcomes.size(); ++i) {
    different += std::popcount(a.outcomes[i] ^ b.outcomes[i]);
  }
  return std::abs(different / static_cast<double>(patches) - 0.5);
}

std::vector<Test> choose(std::vector<Test> pool, size_t patches) {
  std::sort(pool.begin(), pool.end(),
            [](const Test& a, const Test& b) { return a.bias < b.bias; });
  for (double limit = 0.08;; limit += 0.02) {
    std::vector<Test> chosen;
    for (const Test& test : pool) {
      if (std::all_of(chosen.begin(), chosen.end(), [&](const Test& other) {
            return likeness(test, other, patches) < limit;
          })) {
        chosen.push_back(test);
      }
      if (chosen.size() == kTests) {
        fmt::print(stderr, "likeness below {:.2f}, bias below {:.3f}\n", limit,
                   chosen.back().bias);
        return chosen;
      }
    }
  }
}

void learn(const std::vector<std::string>& paths) {
  std::vector<Patch> patches;
  const auto source = Source::open(paths);
  for_each_in_order<Row>(
      0, [&](Row& row) { return source->next(row.item); }, collect,
      [&](Row& row) {
        patches.insert(patches.end(), row.patches.begin(), row.patches.end());
      });
  if (patches.empty()) {
    throw Error(ErrorCode::invalid_argument, "These pictures have no corners.");
  }
  std::shuffle(patches.begin(), patches.end(), std::mt19937(11));
  patches.resize(std::min<size_t>(patches.size(), kMaxPatches));
  fmt::print(stderr, "{} patches\n", patches.size());
  std::vector<Test> pool = draw_pool();
  for (Test& test : pool) try_out(test, patches);
  fmt::print("{{\n  \"name\": \"brief\",\n  \"version\": 1,\n  \"tests\": [\n");
  const auto chosen = choose(std::move(pool), patches.size());
  for (size_t i = 0; i < chosen.size(); ++i) {
    const Test& test = chosen[i];
    fmt::print("    [{}, {}, {}, {}]{}\n", test.ax, test.ay, test.bx, test.by,
               i + 1 < chosen.size() ? "," : "");
  }
  fmt::print("  ]\n}}\n");
}

}  // namespace
}  // namespace sleeve

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: learn_brief PATH... > models/brief.json\n", stderr);
    return 1;
  }
  try {
    sleeve::learn({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    fmt::print(stderr, "learn_brief: {}\n", error.what());
    return 1;
  }
  return 0;
}
