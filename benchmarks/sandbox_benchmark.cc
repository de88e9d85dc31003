// What the sandbox costs: fingerprints made here and in worker processes.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "screen/fingerprinter.h"

namespace sleeve {
namespace {

// A JPEG of blurred noise, about as large as a photograph's.
std::vector<uint8_t> picture(int side) {
  cv::Mat pixels(side, side, CV_8UC3);
  cv::RNG(7).fill(pixels, cv::RNG::UNIFORM, 0, 256);
  cv::GaussianBlur(pixels, pixels, {0, 0}, 2);
  std::vector<uint8_t> bytes;
  cv::imencode(".jpg", pixels, bytes);
  return bytes;
}

void run(benchmark::State& state, Fingerprinter& fingerprinter) {
  const auto bytes = picture(static_cast<int>(state.range(0)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(fingerprinter.fingerprint(bytes));
  }
  state.SetItemsProcessed(state.iterations());
}

void in_process(benchmark::State& state) {
  static const auto fingerprinter = Fingerprinter::in_process({});
  run(state, *fingerprinter);
}

void sandboxed(benchmark::State& state) {
  static const auto fingerprinter = [] {
    SandboxOptions options;
    options.workers = 64;
    return Fingerprinter::sandboxed(options);
  }();
  run(state, *fingerprinter);
}

void start_of_a_worker(benchmark::State& state) {
  const auto bytes = picture(50);
  for (auto _ : state) {
    benchmark::DoNotOptimize(Fingerprinter::sandboxed({})->fingerprint(bytes));
  }
}

BENCHMARK(in_process)
    ->Arg(300)
    ->Arg(640)
    ->Arg(1400)
    ->ThreadRange(1, 2)
    ->UseRealTime();
BENCHMARK(sandboxed)
    ->Arg(300)
    ->Arg(640)
    ->Arg(1400)
    ->ThreadRange(1, 2)
    ->UseRealTime();
BENCHMARK(start_of_a_worker)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace sleeve

BENCHMARK_MAIN();
