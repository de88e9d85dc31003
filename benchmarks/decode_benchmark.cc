// Times decoding of JPEG to small grey pictures: libjpeg-turbo's 1/8 scale
// beside our own reader at 1/8 and 1/4. The pictures are made here, like
// photographs in texture and size of file (quality 88, 4:2:0).
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <random>
#include <vector>

#include "core/jpeg.h"
#include "core/jpeg_small.h"

namespace sleeve {
namespace {

using File = std::vector<uint8_t>;

constexpr int kQuality = 88;

// Noise whose amplitude grows with its wavelength, as in photographs.
cv::Mat texture(int side, std::mt19937& random) {
  cv::Mat sum(side, side, CV_32FC3, cv::Scalar::all(128));
  for (int cells = 2; cells <= side; cells *= 2) {
    const float amplitude =
        cells * 2 > side ? 5.0F : std::max(5.0F, 80.0F / cells);
    cv::Mat noise(cells, cells, CV_32FC3);
    for (cv::Vec3f& pixel : cv::Mat_<cv::Vec3f>(noise)) {
      // Mostly alike in all colours: luma carries the detail.
      const float common = static_cast<float>(random() % 2001) / 1000 - 1;
      for (int c = 0; c < 3; ++c) {
        const float own = static_cast<float>(random() % 2001) / 1000 - 1;
        pixel[c] = amplitude * (common + 0.25F * own);
      }
    }
    cv::Mat grown;
    cv::resize(noise, grown, sum.size(), 0, 0, cv::INTER_CUBIC);
    sum += grown;
  }
  return sum;
}

// A photograph with shapes and the edges of a title.
cv::Mat make_picture(int side, uint32_t seed) {
  std::mt19937 random(seed);
  cv::Mat picture;
  texture(side, random).convertTo(picture, CV_8UC3);
  auto place = [&] { return static_cast<int>(random() % side); };
  auto colour = [&] {
    return cv::Scalar(random() % 256, random() % 256, random() % 256);
  };
  for (int i = 0; i < 3; ++i) {
    cv::Mat shapes = picture.clone();
    cv::circle(shapes, {place(), place()}, side / 8, colour(), cv::FILLED,
               cv::LINE_AA);
    cv::addWeighted(shapes, 0.5, picture, 0.5, 0, picture);
  }
  for (int i = 0; i < 3; ++i) {
    cv::putText(picture, "Greatest Hits", {side / 10, side / 4 * (i + 1)},
                cv::FONT_HERSHEY_DUPLEX, side / 400.0, colour(),
                std::max(1, side / 300), cv::LINE_AA);
  }
  return picture;
}

// Several files, lest the branch predictor learns one by heart.
const std::vector<File>& files_of(int side, bool progressive) {
  static std::map<std::pair<int, bool>, std::vector<File>> made;
  std::vector<File>& files = made[{side, progressive}];
  const int count = std::clamp(6000 / side, 2, 16);
  for (uint32_t seed = 1; std::ssize(files) < count; ++seed) {
    cv::imencode(".jpg", make_picture(side, seed), files.emplace_back(),
                 {cv::IMWRITE_JPEG_QUALITY, kQuality,
                  cv::IMWRITE_JPEG_PROGRESSIVE, progressive});
  }
  return files;
}

// Runs decode(file) over the files of the benchmark's arguments in turn.
template <class Decode>
void run(benchmark::State& state, Decode decode) {
  const auto& files =
      files_of(static_cast<int>(state.range(0)), state.range(1) != 0);
  size_t i = 0;
  int64_t bytes = 0;
  for (auto _ : state) {
    const File& file = files[i++ % files.size()];
    bytes += std::ssize(file);
    if (!decode(file)) state.SkipWithError("not decoded");
  }
  state.SetBytesProcessed(bytes);
  state.counters["file_bytes"] =
      static_cast<double>(bytes) / static_cast<double>(state.iterations());
}

void library_eighth(benchmark::State& state) {
  run(state, [](const File& file) {
    DecodeOptions options;
    options.min_side = 1;
    return decode_jpeg_by_library(file, options).ok();
  });
}

void ours_eighth(benchmark::State& state) {
  run(state, [](const File& file) {
    DecodeOptions options;
    options.min_side = 1;
    return read_small_jpeg(file, options).has_value();
  });
}

void ours_quarter(benchmark::State& state) {
  run(state, [&state](const File& file) {
    DecodeOptions options;
    options.min_side = static_cast<int>(state.range(0)) / 4;
    return read_small_jpeg(file, options).has_value();
  });
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"side", "progressive"});
  benchmark->ArgsProduct({{300, 640, 1400, 3000}, {0, 1}});
  benchmark->Unit(benchmark::kMicrosecond);
}

BENCHMARK(library_eighth)->Apply(sizes);
BENCHMARK(ours_eighth)->Apply(sizes);
BENCHMARK(ours_quarter)->Apply(sizes);

}  // namespace
}  // namespace sleeve

BENCHMARK_MAIN();
