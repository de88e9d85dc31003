// Speed of whole indexes on clustered codes: search by specification, size and
// radius, and the self-join. Choose with --benchmark_filter: the largest sizes
// take minutes and gigabytes.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "index/generated_codes.h"
#include "index/saved_index.h"
#include "index/search_index.h"
#include "index/self_join.h"

namespace {

using sleeve::kCodeBytes;

constexpr int kRadius = 31;
constexpr size_t kQueries = 1000;
constexpr uint64_t kSeed = 1;

const sleeve::LargeArray<uint8_t>& codes_of(size_t n) {
  static sleeve::LargeArray<uint8_t> codes;
  if (codes.size() != n * kCodeBytes) {
    codes = {};
    codes = sleeve::generate_codes(n, kSeed);
  }
  return codes;
}

// The index that was built last, with the time that took.
struct Built {
  std::string key;
  std::unique_ptr<sleeve::SearchIndex> index;
  double seconds = 0;
};

const Built& index_of(const std::string& spec, size_t n) {
  static Built built;
  const std::string key = spec + "/" + std::to_string(n);
  if (built.key == key) return built;
  built.index.reset();
  const auto& codes = codes_of(n);
  const auto start = std::chrono::steady_clock::now();
  built.index = sleeve::build_search_index(codes.span(), kCodeBytes,
                                           sleeve::parse_index_spec(spec), 1);
  built.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
          .count();
  built.key = key;
  return built;
}

// Slow indexes get fewer queries: enough for a second or two.
size_t query_count(const std::string& spec, size_t n) {
  const bool scans = spec == "scan" || spec == "flat";
  return scans ? std::clamp<size_t>(100'000'000 / n, 8, kQueries) : kQueries;
}

void within(benchmark::State& state, const std::string& spec) {
  const auto n = static_cast<size_t>(state.range(0));
  const auto radius = static_cast<int>(state.range(1));
  const Built& built = index_of(spec, n);
  const auto queries = sleeve::generate_queries(
      codes_of(n).span(), query_count(spec, n), kSeed + 1);
  size_t pairs = 0;
  for (auto _ : state) {
    pairs = 0;
    for (const auto& found : built.index->within_batch(queries, radius)) {
      pairs += found.size();
    }
  }
  const auto count = static_cast<double>(queries.size() / kCodeBytes);
  state.counters["queries"] = count;
  state.counters["pairs"] = static_cast<double>(pairs);
  state.counters["queries_per_second"] =
      benchmark::Counter(count * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate);
  state.counters["build_seconds"] = built.seconds;
  state.counters["bytes_per_code"] =
      static_cast<double>(built.index->bytes()) / static_cast<double>(n);
}

void build(benchmark::State& state) {
  const auto& codes = codes_of(static_cast<size_t>(state.range(0)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(sleeve::build_search_index(
        codes.span(), kCodeBytes, {}, static_cast<int>(state.range(1))));
  }
}

void nearest(benchmark::State& state) {
  const auto n = static_cast<size_t>(state.range(0));
  const Built& built = index_of("exact", n);
  const auto queries =
      sleeve::generate_queries(codes_of(n).span(), 100, kSeed + 1);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        built.index->nearest_batch(queries, state.range(1)));
  }
  state.counters["queries_per_second"] =
      benchmark::Counter(100.0 * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate);
}

// Opening a file of codes and tables that is in the system's cache, and the
// first answer, before which all checksums are compared.
void open(benchmark::State& state) {
  const auto n = static_cast<size_t>(state.range(0));
  const auto& codes = codes_of(n);
  const std::string file =
      std::filesystem::temp_directory_path() / "sleeve-open-benchmark.slv";
  sleeve::save_search_index(file, *index_of("exact", n).index, codes.span(),
                            kCodeBytes);
  double first = 0;
  for (auto _ : state) {
    const sleeve::SavedIndex opened(file, 1);
    state.PauseTiming();
    const auto start = std::chrono::steady_clock::now();
    opened.index().within_batch(codes.span().first(kCodeBytes), kRadius);
    first += std::chrono::duration<double, std::milli>(
                 std::chrono::steady_clock::now() - start)
                 .count();
    state.ResumeTiming();
  }
  std::filesystem::remove(file);
  state.counters["first_answer_ms"] =
      first / static_cast<double>(state.iterations());
}

void join(benchmark::State& state) {
  const auto& codes = codes_of(static_cast<size_t>(state.range(0)));
  size_t pairs = 0;
  for (auto _ : state) {
    pairs = 0;
    sleeve::self_join(codes.span(), kRadius, static_cast<int>(state.range(1)),
                      [&](auto some) { pairs += some.size(); });
  }
  state.counters["pairs"] = static_cast<double>(pairs);
}

void register_searches(const std::string& spec, int64_t n,
                       const std::vector<int64_t>& radii) {
  auto* added = benchmark::RegisterBenchmark(
      ("within/" + spec).c_str(),
      [spec](benchmark::State& state) { within(state, spec); });
  added->ArgNames({"codes", "radius"})->Unit(benchmark::kMillisecond);
  for (const int64_t radius : radii) added->Args({n, radius});
}

void register_all() {
  for (const int64_t n : {100'000, 1'000'000, 10'000'000, 50'000'000}) {
    register_searches("exact", n, {10, 16, 24, 31, 40, 48, 56, 64, 80, 96});
    register_searches("scan", n, {31, 64, 96});
    register_searches("flat", n, {31});
  }
  for (const int64_t n : {100'000, 1'000'000, 10'000'000}) {
    for (const int64_t threads : {1, 2}) {
      benchmark::RegisterBenchmark("build/exact", build)
          ->ArgNames({"codes", "threads"})
          ->Args({n, threads})
          ->Unit(benchmark::kMillisecond)
          ->UseRealTime();
    }
    for (const int64_t k : {1, 10}) {
      benchmark::RegisterBenchmark("nearest/exact", nearest)
          ->ArgNames({"codes", "k"})
          ->Args({n, k})
          ->Unit(benchmark::kMillisecond);
    }
    benchmark::RegisterBenchmark("open/exact", open)
        ->ArgNames({"codes"})
        ->Args({n})
        ->Unit(benchmark::kMillisecond);
  }
  // On a million codes, what FAISS's approximate indexes find and cost.
  for (const char* spec : {"multihash:11,23,1", "multihash:16,16,1"}) {
    register_searches(spec, 1'000'000, {31});
  }
  for (const int64_t n : {100'000, 1'000'000, 10'000'000}) {
    benchmark::RegisterBenchmark("self_join", join)
        ->ArgNames({"codes", "threads"})
        ->Args({n, 1})
        ->Args({n, 2})
        ->Unit(benchmark::kMillisecond)
        ->UseRealTime();
  }
}

}  // namespace

int main(int argc, char** argv) {
  register_all();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
