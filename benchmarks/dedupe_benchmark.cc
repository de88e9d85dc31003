// How long grouping takes: made-up codes, near pairs joined, stars formed.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include "index/generated_codes.h"
#include "screen/dedupe/group_codes.h"
#include "screen/pipeline.h"

namespace sleeve {
namespace {

double peak_megabytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// Peak memory is of the process so far: run one size at a time, with
// --benchmark_filter. The greatest needs 9 GB.
void group(benchmark::State& state) {
  const auto codes =
      generate_codes(static_cast<size_t>(state.range(0)), /*seed=*/1);
  GroupOptions options;
  options.radius = static_cast<int>(state.range(1));
  options.threads = thread_count(0);
  CodeGroups groups;
  for (auto _ : state) groups = group_codes(codes.span(), options);
  int64_t kept = 0;
  for (size_t i = 0; i < groups.keepers.size(); ++i) {
    kept += groups.keepers[i] == i ? 1 : 0;
  }
  state.counters["pairs"] = static_cast<double>(groups.pairs);
  state.counters["kept"] = static_cast<double>(kept);
  state.counters["crowded"] = groups.crowded ? 1 : 0;
  state.counters["peak_MB"] = peak_megabytes();
}
BENCHMARK(group)
    ->Args({1'000'000, 31})
    ->Args({1'000'000, 41})
    ->Args({10'000'000, 31})
    ->Args({30'000'000, 31})
    ->Args({100'000'000, 31})
    ->Unit(benchmark::kSecond)
    ->Iterations(1)
    ->UseRealTime();

}  // namespace
}  // namespace sleeve

BENCHMARK_MAIN();
