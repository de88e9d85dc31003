// Speed of the scan of all codes: within and nearest, single and batched, by
// catalogue size. kernel_benchmark measures its parts by instruction set.
#include <benchmark/benchmark.h>

#include <random>
#include <string>
#include <vector>

#include "index/exact_index.h"

namespace {

using sleeve::ExactIndex;
using sleeve::kCodeBytes;

constexpr int kRadius = 31;
constexpr int64_t kNearest = 10;
constexpr size_t kQueries = 256;

void flip_bits(uint8_t* code, unsigned flips, std::mt19937_64& random) {
  for (unsigned i = 0; i < flips; ++i) {
    const auto bit = random() % 256;
    code[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
  }
}

// Codes [n][32]: half strangers, half up to 40 bits from another code.
std::vector<uint8_t> make_codes(size_t n) {
  std::mt19937_64 random(n);
  std::vector<uint8_t> codes(n * kCodeBytes);
  for (uint8_t& byte : codes) byte = static_cast<uint8_t>(random());
  for (size_t i = 1; i < n; i += 2) {
    const size_t model = random() % i;
    std::copy_n(&codes[model * kCodeBytes], kCodeBytes, &codes[i * kCodeBytes]);
    flip_bits(&codes[i * kCodeBytes], random() % 41, random);
  }
  return codes;
}

const std::vector<uint8_t>& codes_of(size_t n) {
  static std::vector<uint8_t> codes;
  if (codes.size() != n * kCodeBytes) codes = make_codes(n);
  return codes;
}

// Queries [kQueries][32] up to 40 bits from a code.
std::vector<uint8_t> make_queries(const std::vector<uint8_t>& codes) {
  std::mt19937_64 random(7);
  std::vector<uint8_t> queries(kQueries * kCodeBytes);
  for (size_t i = 0; i < kQueries; ++i) {
    const size_t model = random() % (codes.size() / kCodeBytes);
    std::copy_n(&codes[model * kCodeBytes], kCodeBytes,
                &queries[i * kCodeBytes]);
    flip_bits(&queries[i * kCodeBytes], random() % 41, random);
  }
  return queries;
}

// Runs `search(index, queries)`, which answers `per_call` queries.
template <class Search>
void run(benchmark::State& state, size_t per_call, const Search& search) {
  const auto& codes = codes_of(static_cast<size_t>(state.range(0)));
  const ExactIndex index(codes);
  const auto queries = make_queries(codes);
  size_t next = 0;
  for (auto _ : state) {
    const auto part =
        std::span(queries).subspan(next * kCodeBytes, per_call * kCodeBytes);
    benchmark::DoNotOptimize(search(index, part));
    next = (next + per_call) % kQueries;
  }
  const auto done = static_cast<double>(state.iterations() * per_call);
  state.counters["queries"] =
      benchmark::Counter(done, benchmark::Counter::kIsRate);
  state.counters["codes"] = benchmark::Counter(
      done * static_cast<double>(index.size()), benchmark::Counter::kIsRate);
}

void within_single(benchmark::State& state) {
  run(state, 1, [](const ExactIndex& index, auto queries) {
    return index.within(queries, kRadius);
  });
}

void within_batch(benchmark::State& state) {
  run(state, kQueries, [](const ExactIndex& index, auto queries) {
    return index.within_batch(queries, kRadius);
  });
}

void nearest_single(benchmark::State& state) {
  run(state, 1, [](const ExactIndex& index, auto queries) {
    return index.nearest(queries, kNearest);
  });
}

void nearest_batch(benchmark::State& state) {
  run(state, kQueries, [](const ExactIndex& index, auto queries) {
    return index.nearest_batch(queries, kNearest);
  });
}

void sizes(benchmark::internal::Benchmark* benchmark) {
  for (const int64_t n : {10'000, 100'000, 1'000'000}) benchmark->Arg(n);
}

BENCHMARK(within_single)->Apply(sizes);
BENCHMARK(within_batch)->Apply(sizes);
BENCHMARK(nearest_single)->Apply(sizes);
BENCHMARK(nearest_batch)->Apply(sizes);

}  // namespace

BENCHMARK_MAIN();
