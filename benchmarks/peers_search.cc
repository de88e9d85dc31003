// Exact search side by side with FAISS IndexBinaryFlat: the same codes and
// queries, one thread, one run, and the same answers or an error.
//
//   peers_search [--json FILE] [--queries N] [--rounds N] [SIZE...]
#include <faiss/Index.h>
#include <faiss/IndexBinaryFlat.h>
#include <faiss/impl/AuxIndexStructures.h>
#include <fmt/core.h>
#include <omp.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "index/exact_index.h"
#include "index/hamming.h"

namespace {

using Codes = std::vector<uint8_t>;
using Json = nlohmann::ordered_json;
using sleeve::ExactIndex;
using sleeve::kCodeBytes;

constexpr int kRadius = 31;
constexpr int64_t kNearest = 10;

struct Options {
  std::string json;
  size_t queries = 256;
  int rounds = 3;
  std::vector<size_t> sizes;
};

// What was found, in a form that both sides can give: for each query its
// pairs of distance and position, sorted; for nearest() only distances, since
// ties may be broken in any way.
using Pairs = std::vector<std::vector<std::pair<int, int64_t>>>;

void flip_bits(uint8_t* code, unsigned flips, std::mt19937_64& random) {
  for (unsigned i = 0; i < flips; ++i) {
    const auto bit = random() % 256;
    code[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
  }
}

// Appends `n` copies of random codes, each with up to 40 bits flipped.
void append_copies(const Codes& models, size_t n, std::mt19937_64& random,
                   Codes& copies) {
  for (size_t i = 0; i < n; ++i) {
    const size_t model = random() % (models.size() / kCodeBytes);
    const auto* code = &models[model * kCodeBytes];
    copies.insert(copies.end(), code, code + kCodeBytes);
    flip_bits(&copies[copies.size() - kCodeBytes], random() % 41, random);
  }
}

// Codes [n][32]: half strangers, half near a stranger.
Codes make_codes(size_t n, std::mt19937_64& random) {
  Codes codes((n + 1) / 2 * kCodeBytes);
  for (uint8_t& byte : codes) byte = static_cast<uint8_t>(random());
  const Codes models = codes;
  codes.reserve(n * kCodeBytes);
  append_copies(models, n - codes.size() / kCodeBytes, random, codes);
  return codes;
}

Pairs sleeve_within(const ExactIndex& index, const Codes& queries) {
  Pairs pairs;
  for (const auto& found : index.within_batch(queries, kRadius)) {
    auto& row = pairs.emplace_back();
    for (const auto& [position, distance] : found) {
      row.emplace_back(distance, position);
    }
  }
  return pairs;
}

Pairs sleeve_within_single(const ExactIndex& index, const Codes& queries) {
  Pairs pairs;
  for (size_t at = 0; at < queries.size(); at += kCodeBytes) {
    auto& row = pairs.emplace_back();
    const auto query = std::span(queries).subspan(at, kCodeBytes);
    for (const auto& [position, distance] : index.within(query, kRadius)) {
      row.emplace_back(distance, position);
    }
  }
  return pairs;
}

Pairs faiss_within(const faiss::IndexBinaryFlat& index, const Codes& queries) {
  const size_t n = queries.size() / kCodeBytes;
  faiss::RangeSearchResult found(n);
  // FAISS excludes the radius itself.
  index.range_search(static_cast<faiss::IndexBinary::idx_t>(n), queries.data(),
                     kRadius + 1, &found);
  Pairs pairs(n);
  for (size_t q = 0; q < n; ++q) {
    for (size_t i = found.lims[q]; i < found.lims[q + 1]; ++i) {
      pairs[q].emplace_back(static_cast<int>(found.distances[i]),
                            found.labels[i]);
    }
    std::ranges::sort(pairs[q]);
  }
  return pairs;
}

Pairs sleeve_nearest(const ExactIndex& index, const Codes& queries) {
  Pairs pairs;
  for (const auto& found : index.nearest_batch(queries, kNearest)) {
    auto& row = pairs.emplace_back();
    for (const auto& neighbour : found) row.emplace_back(neighbour.distance, 0);
  }
  return pairs;
}

Pairs faiss_nearest(const faiss::IndexBinaryFlat& index, const Codes& queries) {
  const size_t n = queries.size() / kCodeBytes;
  std::vector<int32_t> distances(n * kNearest);
  std::vector<faiss::IndexBinary::idx_t> labels(n * kNearest);
  index.search(static_cast<faiss::IndexBinary::idx_t>(n), queries.data(),
               kNearest, distances.data(), labels.data());
  Pairs pairs(n);
  for (size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] >= 0) pairs[i / kNearest].emplace_back(distances[i], 0);
  }
  return pairs;
}

// One way to answer all queries.
struct Contender {
  std::string name;
  std::function<Pairs()> search;
  double seconds = std::numeric_limits<double>::infinity();
};

// Runs the contenders in turn, so that a busy moment meets them all, keeps
// the best time of each, and throws when they disagree. Returns the number of
// pairs found.
size_t compare(std::vector<Contender>& contenders, int rounds) {
  Pairs expected;
  for (int round = 0; round < rounds; ++round) {
    for (Contender& contender : contenders) {
      const auto start = std::chrono::steady_clock::now();
      Pairs found = contender.search();
      const std::chrono::duration<double> time =
          std::chrono::steady_clock::now() - start;
      contender.seconds = std::min(contender.seconds, time.count());
      if (expected.empty())
        expected = std::move(found);
      else if (found != expected) {
        throw std::runtime_error(contender.name + " found something else");
      }
    }
  }
  size_t pairs = 0;
  for (const auto& row : expected) pairs += row.size();
  return pairs;
}

void report(const std::string& task, size_t codes, const Options& options,
            std::vector<Contender> contenders, Json& rows) {
  const size_t pairs = compare(contenders, options.rounds);
  for (const Contender& contender : contenders) {
    const double rate =
        static_cast<double>(options.queries) / contender.seconds;
    const double ratio = contenders.back().seconds / contender.seconds;
    fmt::print("{:>10}  {:<12} {:<26} {:>12.1f} {:>9.2f} {:>10}\n", codes, task,
               contender.name, rate, ratio, pairs);
    rows.push_back({{"task", task},
                    {"codes", codes},
                    {"queries", options.queries},
                    {"method", contender.name},
                    {"queries_per_second", rate},
                    {"ratio_to_faiss", ratio},
                    {"pairs", pairs}});
  }
}

void run_size(size_t size, const Options& options, Json& rows) {
  std::mt19937_64 random(size);
  const Codes codes = make_codes(size, random);
  Codes queries;
  append_copies(codes, options.queries, random, queries);
  const ExactIndex index(codes);
  faiss::IndexBinaryFlat flat(256);
  flat.add(static_cast<faiss::IndexBinary::idx_t>(size), codes.data());
  report(
      "within 31", size, options,
      {{"sleeve exact, batch", [&] { return sleeve_within(index, queries); }},
       {"sleeve exact, one by one",
        [&] { return sleeve_within_single(index, queries); }},
       {"faiss IndexBinaryFlat", [&] { return faiss_within(flat, queries); }}},
      rows);
  report(
      "nearest 10", size, options,
      {{"sleeve exact, batch", [&] { return sleeve_nearest(index, queries); }},
       {"faiss IndexBinaryFlat", [&] { return faiss_nearest(flat, queries); }}},
      rows);
}

std::string cpu_model() {
  std::ifstream info("/proc/cpuinfo");
  std::string line;
  while (std::getline(info, line)) {
    if (line.rfind("model name", 0) == 0) {
      return line.substr(line.find(':') + 2);
    }
  }
  return "unknown";
}

Json machine() {
  return {{"cpu", cpu_model()},
          {"instruction_set", sleeve::hamming_targets().front()},
          {"threads", 1},
          {"compiler", __VERSION__},
          {"faiss", fmt::format("{}.{}.{}", FAISS_VERSION_MAJOR,
                                FAISS_VERSION_MINOR, FAISS_VERSION_PATCH)}};
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    const bool takes_value = argument.rfind("--", 0) == 0;
    if (takes_value && i + 1 == argc) {
      throw std::invalid_argument(argument + " needs a value");
    }
    if (argument == "--json") {
      options.json = argv[++i];
    } else if (argument == "--queries") {
      options.queries = std::stoul(argv[++i]);
    } else if (argument == "--rounds") {
      options.rounds = std::stoi(argv[++i]);
    } else {
      options.sizes.push_back(std::stoul(argument));
    }
  }
  if (options.sizes.empty()) options.sizes = {100'000, 1'000'000};
  return options;
}

void run(const Options& options) {
  omp_set_num_threads(1);
  Json result = {{"machine", machine()}, {"results", Json::array()}};
  fmt::print("{}\n", result["machine"].dump());
  fmt::print("{:>10}  {:<12} {:<26} {:>12} {:>9} {:>10}\n", "codes", "task",
             "method", "queries/s", "x faiss", "pairs");
  for (const size_t size : options.sizes) {
    run_size(size, options, result["results"]);
  }
  if (!options.json.empty()) {
    std::ofstream(options.json) << result.dump(1) << "\n";
  }
}

}  // namespace

int main(int argc, char** argv) {
  try {
    run(parse(argc, argv));
  } catch (const std::exception& error) {
    fmt::print(stderr, "peers_search: {}\n", error.what());
    return 1;
  }
}
