// Speed of the search kernels, each on every instruction set that this machine
// has, named and forced: by number of codes and radius.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "index/exact_index.h"
#include "index/feature_kernels.h"
#include "index/generated_codes.h"
#include "index/hamming.h"
#include "index/multi_index_bands.h"
#include "index/multi_index_kernels.h"
#include "index/self_join_kernels.h"

namespace {

using sleeve::kCodeBytes;
using sleeve::kTileCodes;

constexpr uint64_t kSeed = 1;
constexpr size_t kMostCodes = 1 << 17;

const uint8_t* codes() {
  static const auto made = sleeve::generate_codes(kMostCodes, kSeed);
  return made.data();
}

void count(benchmark::State& state, int64_t each) {
  state.SetItemsProcessed(state.iterations() * each);
}

// One query against codes where they lie.
void scan_codes(benchmark::State& state) {
  const auto n = static_cast<size_t>(state.range(0));
  std::vector<sleeve::TileHit> hits(n);
  for (auto _ : state) {
    benchmark::DoNotOptimize(sleeve::scan_codes(
        codes(), n, codes(), static_cast<int>(state.range(1)), hits.data()));
  }
  count(state, state.range(0));
}

// Four queries against a tile turned on its side; items are comparisons.
void scan_columns(benchmark::State& state) {
  auto columns = std::make_unique<sleeve::TileColumns>();
  sleeve::make_columns(codes(), kTileCodes, *columns);
  std::vector<sleeve::TileHit> hits(sleeve::kGroupQueries * kTileCodes);
  sleeve::TileSearch searches[sleeve::kGroupQueries];
  for (size_t q = 0; q < sleeve::kGroupQueries; ++q) {
    searches[q].query = codes() + q * kCodeBytes;
    searches[q].radius = static_cast<int>(state.range(1));
    searches[q].hits = &hits[q * kTileCodes];
  }
  for (auto _ : state) {
    sleeve::scan_columns(codes(), *columns, kTileCodes, searches);
    benchmark::DoNotOptimize(searches[0].count);
  }
  count(state, sleeve::kGroupQueries * kTileCodes);
}

// The keys of 272 ranges, as one search within 31 bits has them; the first
// argument is the length of a range, the second how many bits may differ.
void check_keys(benchmark::State& state) {
  constexpr size_t kRanges = 272;
  const auto length = static_cast<uint32_t>(state.range(0));
  const auto* keys = reinterpret_cast<const uint16_t*>(codes());
  std::vector<sleeve::KeyRange> ranges;
  for (size_t i = 0; i < kRanges; ++i) {
    ranges.push_back({keys + i * length, length, keys[0],
                      static_cast<int16_t>(state.range(1))});
  }
  std::vector<sleeve::KeyHit> hits(kRanges * length);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        sleeve::check_keys(ranges.data(), kRanges, hits.data()));
  }
  count(state, kRanges * length);
}

// Codes that lie apart in memory.
void check_rows(benchmark::State& state) {
  const auto n = static_cast<uint32_t>(state.range(0));
  std::vector<uint32_t> rows;
  for (uint32_t i = 0; i < n; ++i) rows.push_back(i * 40'503 % kMostCodes);
  std::vector<sleeve::RowHit> hits(n);
  const auto query = sleeve::code_words(codes(), kCodeBytes);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        sleeve::check_rows(codes(), kCodeBytes, rows.data(), n, query.data(),
                           static_cast<int>(state.range(1)), hits.data()));
  }
  count(state, state.range(0));
}

// Two buckets of a self-join, each with each; the second argument is how many
// of a column's 32 bits may differ.
void join_rows(benchmark::State& state) {
  const auto n = static_cast<uint32_t>(state.range(0));
  sleeve::JoinColumns columns;
  columns.count = 1;
  columns.words[0] = reinterpret_cast<const uint32_t*>(codes());
  const size_t room = sleeve::kJoinRows * n;
  std::vector<sleeve::JoinHit> hits(room);
  for (auto _ : state) {
    sleeve::JoinTask task{0, n, n, 2 * n, static_cast<int>(state.range(1))};
    while (task.begin < task.end) {
      benchmark::DoNotOptimize(
          sleeve::join_rows(columns, task, hits.data(), room));
    }
  }
  count(state, state.range(0) * state.range(0));
}

// Squared distances of features; the first argument is their columns.
void squared_distances(benchmark::State& state) {
  constexpr size_t kRows = 256;
  const auto columns = static_cast<size_t>(state.range(0));
  std::vector<float> rows(kRows * columns);
  for (size_t i = 0; i < rows.size(); ++i) {
    rows[i] = static_cast<float>(i * 40'503 % 1000);
  }
  std::vector<float> distances(kRows);
  for (auto _ : state) {
    sleeve::squared_distances(rows.data(), kRows, columns, rows.data(),
                              distances.data());
    benchmark::ClobberMemory();
  }
  count(state, kRows * static_cast<int64_t>(columns));
}

void add(const std::string& target, const std::string& name,
         void (*body)(benchmark::State&),
         const std::vector<std::vector<int64_t>>& arguments) {
  auto* added = benchmark::RegisterBenchmark(
      (name + "/" + target).c_str(), [=](benchmark::State& state) {
        sleeve::force_hamming_target(target);
        body(state);
        sleeve::force_hamming_target("");
      });
  for (const auto& some : arguments) added->Args(some);
}

void add_all(const std::string& target) {
  add(target, "scan_codes", scan_codes,
      {{1024, 31}, {1024, 96}, {1 << 17, 31}});
  add(target, "scan_columns", scan_columns,
      {{1024, 16}, {1024, 31}, {1024, 64}, {1024, 96}});
  add(target, "check_keys", check_keys, {{1, 2}, {15, 2}, {152, 2}, {152, 4}});
  add(target, "check_rows", check_rows, {{512, 31}, {512, 120}});
  add(target, "join_rows", join_rows, {{16, 4}, {152, 4}, {1024, 4}});
  add(target, "squared_distances", squared_distances, {{64}, {128}, {960}});
}

}  // namespace

int main(int argc, char** argv) {
  codes();  // Made now, so that no benchmark pays for it.
  for (const std::string& target : sleeve::hamming_targets()) add_all(target);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
