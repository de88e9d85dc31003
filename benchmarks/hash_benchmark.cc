// Speed of every hash and of the stages beneath it, on pictures that are
// decoded already, beside OpenCV's pHash.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <map>
#include <opencv2/core.hpp>
#include <opencv2/img_hash.hpp>

#include "core/cover256.h"
#include "core/fingerprint.h"
#include "core/hasher.h"
#include "core/jarosz.h"
#include "core/pillow_resize.h"
#include "core/plane.h"

namespace {

using sleeve::Algorithm;
using sleeve::Image;
using sleeve::Pixels;

// Slopes, edges and grain, so that no stage has it easy.
Image draw(int side, int channels) {
  Image image(side, side, channels);
  uint8_t* sample = image.data();
  uint32_t noise = 1;
  for (int row = 0; row < side; ++row) {
    for (int column = 0; column < side; ++column) {
      const int slope = 160 * (row + 2 * column) / (3 * side);
      const int edge = (row * 7 / side + column * 5 / side) % 2 * 60;
      for (int channel = 0; channel < channels; ++channel) {
        noise = noise * 1664525 + 1013904223;
        *sample++ = static_cast<uint8_t>(
            slope + edge + static_cast<int>(noise >> 28) + channel * 7);
      }
    }
  }
  return image;
}

const Pixels& picture(int64_t side, int channels) {
  static std::map<std::pair<int64_t, int>, Image> drawn;
  const auto key = std::make_pair(side, channels);
  if (!drawn.contains(key)) {
    drawn[key] = draw(static_cast<int>(side), channels);
  }
  return drawn[key].pixels();
}

// Runs `stage` on a square picture of state.range(0) samples a side.
template <class Stage>
void run(benchmark::State& state, int channels, Stage stage) {
  const Pixels& pixels = picture(state.range(0), channels);
  for (auto _ : state) benchmark::DoNotOptimize(stage(pixels));
  state.SetItemsProcessed(state.iterations());
  state.counters["ns_per_pixel"] = benchmark::Counter(
      static_cast<double>(state.iterations()) * pixels.rows * pixels.columns,
      benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

template <class Stage>
void add(const char* name, int channels, Stage stage) {
  benchmark::RegisterBenchmark(
      name, [=](benchmark::State& state) { run(state, channels, stage); })
      ->Arg(300)
      ->Arg(640)
      ->Arg(1400)
      ->Arg(3000)
      ->Unit(benchmark::kMicrosecond);
}

void add_hash(const char* name, int channels, Algorithm algorithm) {
  add(name, channels, [algorithm](const Pixels& pixels) {
    return sleeve::hash_pixels(pixels, algorithm);
  });
}

// On grey as Sleeve's own, and on colour, from which it makes its grey.
cv::Mat opencv_phash(const Pixels& pixels) {
  const cv::Mat view(pixels.rows, pixels.columns, CV_8UC(pixels.channels),
                     const_cast<uint8_t*>(pixels.data));
  cv::Mat hash;
  cv::img_hash::pHash(view, hash);
  return hash;
}

void add_all() {
  add("stage/normalise/grey", 1, sleeve::normalise);
  add("stage/pillow_grey/rgb", 3, sleeve::pillow_grey);
  add("stage/jarosz/grey", 1, sleeve::jarosz_plane);
  add("stage/jarosz/rgb", 3, sleeve::jarosz_plane);
  add("fingerprint/grey", 1, sleeve::fingerprint);
  add_hash("cover256/grey", 1, Algorithm::cover256);
  add_hash("pdq/grey", 1, Algorithm::pdq);
  add_hash("pdq/rgb", 3, Algorithm::pdq);
  add_hash("phash64/grey", 1, Algorithm::phash64);
  add_hash("phash64/rgb", 3, Algorithm::phash64);
  add_hash("dhash64/rgb", 3, Algorithm::dhash64);
  add_hash("ahash64/rgb", 3, Algorithm::ahash64);
  add_hash("iscc-image/rgb", 3, Algorithm::iscc_image);
  add("opencv_phash/grey", 1, opencv_phash);
  add("opencv_phash/rgb", 3, opencv_phash);
}

}  // namespace

int main(int argc, char** argv) {
  add_all();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
