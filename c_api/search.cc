// Search in hashes: indexes, their answers, and what they miss.
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "c_api/handles.h"
#include "c_api/options.h"
#include "index/recall.h"
#include "index/saved_index.h"
#include "index/self_join.h"

struct sleeve_neighbours {
  std::vector<int64_t> ends;
  std::vector<int64_t> positions;
  std::vector<int32_t> distances;
};

namespace sleeve::c_api {
namespace {

// Queries that are answered together, between two reports of progress.
constexpr int64_t kQueries = 8192;

std::span<const uint8_t> codes_of(const uint8_t* codes, int64_t n,
                                  size_t code_bytes) {
  require(n >= 0, "The number of hashes is negative.");
  require(n == 0 || codes != nullptr, "The array of hashes is NULL.");
  require(n <= INT64_MAX / static_cast<int64_t>(code_bytes),
          "There are too many hashes.");
  return {codes, static_cast<size_t>(n) * code_bytes};
}

bool is_faiss(IndexKind kind) {
  return kind == IndexKind::flat || kind == IndexKind::hnsw ||
         kind == IndexKind::ivf || kind == IndexKind::multihash;
}

// FAISS keeps threads that a child process does not have.
const SearchIndex& index_of(const sleeve_index* index) {
  require(index != nullptr, "The index is NULL.");
  require(!is_faiss(index->index->spec().kind) || index->process == ::getpid(),
          "An index of FAISS cannot be used after fork(): build it in this "
          "process.");
  return *index->index;
}

using TakeAnswers = std::function<void(int64_t first, const Answers& answers)>;

// Asks in portions, so that progress is told and memory bounded.
void ask_all(const sleeve_index* index, const Question& question,
             std::span<const uint8_t> queries, const sleeve_options* given,
             const TakeAnswers& take) {
  const SearchIndex& chosen = index_of(index);
  const size_t bytes = index->code_bytes;
  const auto m = static_cast<int64_t>(queries.size() / bytes);
  run_with_progress(read_options(given), m, [&](Ticker& ticker) {
    for (int64_t first = 0; first < m; first += kQueries) {
      const int64_t count = std::min(kQueries, m - first);
      take(first, ask(chosen, question,
                      queries.subspan(first * bytes, count * bytes)));
      ticker.step(count);
    }
  });
}

void put_nearest(const std::vector<Neighbour>& answer, int64_t k,
                 int64_t* positions, int32_t* distances) {
  const auto found = static_cast<int64_t>(answer.size());
  for (int64_t j = 0; j < k; ++j) {
    positions[j] = j < found ? answer[j].position : -1;
    distances[j] = j < found ? answer[j].distance : -1;
  }
}

void append(const std::vector<Neighbour>& answer, sleeve_neighbours& all) {
  for (const Neighbour& neighbour : answer) {
    all.positions.push_back(neighbour.position);
    all.distances.push_back(neighbour.distance);
  }
  all.ends.push_back(static_cast<int64_t>(all.positions.size()));
}

void measure(const sleeve_index* index, const sleeve_index* truth,
             std::span<const uint8_t> queries, const Question& question,
             sleeve_recall* recall) {
  const SearchIndex& measured = index_of(index);
  const SearchIndex& exact = index_of(truth);
  require(
      index->code_bytes == truth->code_bytes && measured.size() == exact.size(),
      "The index and its truth hold different hashes.");
  const RecallFigures figures =
      measure_recall(measured, question, queries, index->code_bytes,
                     ask(exact, question, queries));
  put<sleeve_recall>({sizeof(sleeve_recall), figures.recall, figures.pairs,
                      figures.queries_per_second, figures.single_per_second,
                      figures.p50_milliseconds, figures.p99_milliseconds},
                     recall);
}

void join(std::span<const uint8_t> codes, int32_t radius,
          const sleeve_options& options, sleeve_take_pairs take, void* user) {
  std::vector<sleeve_pair> pairs;
  const auto pass_on = [&](std::span<const CodePair> found) {
    pairs.clear();
    for (const CodePair& pair : found) {
      pairs.push_back({pair.first, pair.second, pair.distance, 0});
    }
    if (take(user, pairs.data(), pairs.size()) != 0) throw Cancelled();
  };
  const auto n = static_cast<int64_t>(codes.size() / kCodeBytes);
  run_counted(options, n,
              [&] { self_join(codes, radius, threads_of(options), pass_on); });
}

/// Takes what was built or opened, and tells about it.
std::unique_ptr<sleeve_index> finish(std::unique_ptr<sleeve_index> made) {
  made->about = made->index->about();
  made->process = ::getpid();
  return made;
}

std::unique_ptr<sleeve_index> open_index(const char* path,
                                         const sleeve_options* options) {
  require(path != nullptr, "The path of the index is NULL.");
  const auto saved =
      std::make_shared<SavedIndex>(path, threads_of(read_options(options)));
  auto made = std::make_unique<sleeve_index>();
  made->index = std::shared_ptr<const SearchIndex>(saved, &saved->index());
  made->codes = saved->codes();
  made->code_bytes = saved->code_bytes();
  return finish(std::move(made));
}

}  // namespace

std::unique_ptr<sleeve_index> make_index(
    const char* spec, std::span<const uint8_t> codes, size_t code_bytes,
    const sleeve_options* options, std::shared_ptr<const Snapshot> owner) {
  require(spec != nullptr, "The specification of the index is NULL.");
  auto made = std::make_unique<sleeve_index>();
  const sleeve_options read = read_options(options);
  const auto n = static_cast<int64_t>(codes.size() / code_bytes);
  run_counted(read, n, [&] {
    made->index = build_search_index(
        codes, code_bytes,
        parse_index_spec(spec, static_cast<int>(8 * code_bytes)),
        threads_of(read));
  });
  made->codes = codes;
  made->code_bytes = code_bytes;
  made->owner = std::move(owner);
  return finish(std::move(made));
}

}  // namespace sleeve::c_api

using namespace sleeve::c_api;  // NOLINT: this file is their C side

extern "C" {

sleeve_status sleeve_index_create(const char* spec, const uint8_t* hashes,
                                  int64_t n, size_t hash_bytes,
                                  const sleeve_options* options,
                                  sleeve_index** index) {
  return guard([&] {
    require(index != nullptr, "The place for the index is NULL.");
    require(hash_bytes == 32 || hash_bytes == 8, "A hash has 32 bytes, or 8.");
    *index = make_index(spec, codes_of(hashes, n, hash_bytes), hash_bytes,
                        options, nullptr)
                 .release();
  });
}

sleeve_status sleeve_index_save(const sleeve_index* index, const char* path,
                                const sleeve_options* options) {
  return guard([&] {
    require(path != nullptr, "The path for the index is NULL.");
    const sleeve::SearchIndex& chosen = index_of(index);
    run_with_progress(read_options(options), -1, [&](Ticker&) {
      sleeve::save_search_index(path, chosen, index->codes, index->code_bytes);
    });
  });
}

sleeve_status sleeve_index_open(const char* path, const sleeve_options* options,
                                sleeve_index** index) {
  return guard([&] {
    require(index != nullptr, "The place for the index is NULL.");
    *index = open_index(path, options).release();
  });
}

void sleeve_index_close(sleeve_index* index) { delete index; }

const uint8_t* sleeve_index_hashes(const sleeve_index* index) {
  return index == nullptr ? nullptr : index->codes.data();
}

size_t sleeve_index_hash_bytes(const sleeve_index* index) {
  return index == nullptr ? 0 : index->code_bytes;
}

int64_t sleeve_index_size(const sleeve_index* index) {
  return index == nullptr ? 0 : index->index->size();
}

uint64_t sleeve_index_memory(const sleeve_index* index) {
  return index == nullptr ? 0 : index->index->bytes();
}

const char* sleeve_index_about(const sleeve_index* index) {
  return index == nullptr ? nullptr : index->about.c_str();
}

sleeve_status sleeve_index_nearest(const sleeve_index* index,
                                   const uint8_t* queries, int64_t m, int64_t k,
                                   const sleeve_options* options,
                                   int64_t* positions, int32_t* distances) {
  return guard([&] {
    index_of(index);
    require(k >= 0, "The number of neighbours is negative.");
    const auto asked = codes_of(queries, m, index->code_bytes);
    require(m == 0 || k == 0 || (positions != nullptr && distances != nullptr),
            "An array for the answers is NULL.");
    ask_all(index, {-1, k}, asked, options,
            [&](int64_t first, const sleeve::Answers& answers) {
              for (size_t i = 0; i < answers.size(); ++i) {
                const int64_t row = (first + static_cast<int64_t>(i)) * k;
                put_nearest(answers[i], k, positions + row, distances + row);
              }
            });
  });
}

sleeve_status sleeve_index_within(const sleeve_index* index,
                                  const uint8_t* queries, int64_t m,
                                  int32_t radius, const sleeve_options* options,
                                  sleeve_neighbours** neighbours) {
  return guard([&] {
    index_of(index);
    require(neighbours != nullptr, "The place for the neighbours is NULL.");
    require(
        radius >= 0 && radius <= static_cast<int32_t>(8 * index->code_bytes),
        "The radius must be 0 to the number of bits of a hash.");
    const auto asked = codes_of(queries, m, index->code_bytes);
    auto all = std::make_unique<sleeve_neighbours>();
    all->ends.reserve(static_cast<size_t>(m));
    ask_all(index, {radius, 0}, asked, options,
            [&](int64_t, const sleeve::Answers& answers) {
              for (const auto& answer : answers) append(answer, *all);
            });
    *neighbours = all.release();
  });
}

void sleeve_neighbours_get(const sleeve_neighbours* neighbours,
                           const int64_t** ends, const int64_t** positions,
                           const int32_t** distances) {
  static const sleeve_neighbours none;
  const sleeve_neighbours& held = neighbours == nullptr ? none : *neighbours;
  if (ends != nullptr) *ends = held.ends.data();
  if (positions != nullptr) *positions = held.positions.data();
  if (distances != nullptr) *distances = held.distances.data();
}

void sleeve_neighbours_close(sleeve_neighbours* neighbours) {
  delete neighbours;
}

sleeve_status sleeve_index_recall(const sleeve_index* index,
                                  const sleeve_index* truth,
                                  const uint8_t* queries, int64_t m,
                                  int32_t radius, int64_t k,
                                  const sleeve_options* options,
                                  sleeve_recall* recall) {
  return guard([&] {
    index_of(index);
    index_of(truth);
    require(radius >= -1 && k >= 0 && (radius >= 0 || k > 0),
            "Ask for a radius of 0 or more, or with -1 for k above 0.");
    const auto asked = codes_of(queries, m, index->code_bytes);
    require(m > 0, "There are no queries to measure with.");
    run_with_progress(read_options(options), m, [&](Ticker& ticker) {
      measure(index, truth, asked, {radius, k}, recall);
      ticker.reach(m);
    });
  });
}

sleeve_status sleeve_self_join(const uint8_t* hashes, int64_t n, int32_t radius,
                               const sleeve_options* options,
                               sleeve_take_pairs take, void* user) {
  return guard([&] {
    require(take != nullptr, "The function that takes the pairs is NULL.");
    join(codes_of(hashes, n, sleeve::kCodeBytes), radius, read_options(options),
         take, user);
  });
}
}
