#include "index/feature_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "core/error.h"
#include "index/faiss_handle.h"
#include "index/feature_kernels.h"
#include "index/memory.h"
#include "index/threads.h"

namespace sleeve {
namespace {

constexpr char kPart[] = "faiss";

// Rows that queries share while they are in the cache, and queries that share
// them.
constexpr size_t kTileBytes = size_t{128} << 10;
constexpr size_t kBlockQueries = 32;

// What `auto` goes by: below, reading all is fast enough; above, a graph that
// is twice to ten times as large as few features would be too large.
constexpr int64_t kScanRows = 20'000;
constexpr int kAutoLinks = 32;
constexpr int kAutoEf = 128;

bool closer(const FeatureNeighbour& a, const FeatureNeighbour& b) {
  return a.distance != b.distance ? a.distance < b.distance
                                  : a.position < b.position;
}

// The k closest so far, the farthest of them in front.
class Nearest {
 public:
  explicit Nearest(size_t k) : k_(k) {}

  void take(int64_t position, float squared) {
    const FeatureNeighbour one{position, squared};
    if (heap_.size() == k_) {
      if (k_ == 0 || !closer(one, heap_.front())) return;
      std::pop_heap(heap_.begin(), heap_.end(), closer);
      heap_.pop_back();
    }
    heap_.push_back(one);
    std::push_heap(heap_.begin(), heap_.end(), closer);
  }

  std::vector<FeatureNeighbour> finish() {
    std::sort_heap(heap_.begin(), heap_.end(), closer);
    for (FeatureNeighbour& one : heap_) one.distance = std::sqrt(one.distance);
    return std::move(heap_);
  }

 private:
  size_t k_;
  std::vector<FeatureNeighbour> heap_;
};

// What all kinds share.
class Base : public FeatureIndex {
 public:
  Base(std::span<const float> features, int64_t columns, const IndexSpec& spec,
       int threads, std::string about)
      : features_(features),
        columns_(static_cast<size_t>(columns)),
        spec_(spec),
        threads_(threads),
        about_(std::move(about)) {}

  int64_t size() const override {
    return static_cast<int64_t>(features_.size() / columns_);
  }
  int64_t columns() const override { return static_cast<int64_t>(columns_); }
  const IndexSpec& spec() const override { return spec_; }
  std::string about() const override { return about_; }

 protected:
  // The number of queries; refuses what cannot be asked.
  size_t check(std::span<const float> queries, int64_t k) const {
    if (k < 0 || queries.size() % columns_ != 0) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("Ask for 0 or more neighbours of features with "
                              "{} columns.",
                              columns_));
    }
    return queries.size() / columns_;
  }

  std::span<const float> features_;
  size_t columns_;
  IndexSpec spec_;
  int threads_;
  std::string about_;
};

// Reads all rows.
class ExactFeatures : public Base {
 public:
  using Base::Base;

  size_t bytes() const override { return features_.size_bytes(); }
  std::vector<IndexPart> parts() const override { return {}; }

  FeatureAnswers nearest_batch(std::span<const float> queries,
                               int64_t k) const override {
    const size_t count = check(queries, k);
    FeatureAnswers answers(count);
    const size_t block = std::clamp<size_t>(
        count / static_cast<size_t>(threads_), 1, kBlockQueries);
    run_threads((count + block - 1) / block, threads_, [&](size_t i) {
      const size_t end = std::min(count, (i + 1) * block);
      answer(queries, i * block, end, static_cast<size_t>(std::min(k, size())),
             answers);
    });
    return answers;
  }

 private:
  void answer(std::span<const float> queries, size_t begin, size_t end,
              size_t k, FeatureAnswers& answers) const {
    const size_t rows = features_.size() / columns_;
    const size_t tile =
        std::max<size_t>(1, kTileBytes / (columns_ * sizeof(float)));
    std::vector<float> distances(tile);
    std::vector<Nearest> nearest(end - begin, Nearest(k));
    for (size_t row = 0; row < rows; row += tile) {
      const size_t count = std::min(tile, rows - row);
      for (size_t q = begin; q < end; ++q) {
        squared_distances(&features_[row * columns_], count, columns_,
                          &queries[q * columns_], distances.data());
        for (size_t i = 0; i < count; ++i) {
          nearest[q - begin].take(static_cast<int64_t>(row + i), distances[i]);
        }
      }
    }
    for (size_t q = begin; q < end; ++q)
      answers[q] = nearest[q - begin].finish();
  }
};

// FAISS finds the rows; how far they are is counted anew.
class FaissFeatures : public Base {
 public:
  FaissFeatures(std::span<const float> features, int64_t columns,
                const IndexSpec& spec, int threads, std::string about,
                FaissHandle handle)
      : Base(features, columns, spec, threads, std::move(about)),
        handle_(std::move(handle)) {}

  size_t bytes() const override { return handle_.bytes(); }

  std::vector<IndexPart> parts() const override {
    auto saved = std::make_shared<const std::vector<uint8_t>>(handle_.save());
    const std::span<const uint8_t> bytes = *saved;
    return {{kPart, bytes, std::move(saved)}};
  }

  FeatureAnswers nearest_batch(std::span<const float> queries,
                               int64_t k) const override {
    const size_t count = check(queries, k);
    const auto found = handle_.search(
        queries.data(), static_cast<int64_t>(count), -1, std::min(k, size()));
    FeatureAnswers answers;
    for (size_t q = 0; q < count; ++q) {
      Nearest nearest(found[q].size());
      for (const Neighbour& one : found[q]) {
        float distance;
        squared_distances(
            &features_[static_cast<size_t>(one.position) * columns_], 1,
            columns_, &queries[q * columns_], &distance);
        nearest.take(one.position, distance);
      }
      answers.push_back(nearest.finish());
    }
    return answers;
  }

 private:
  FaissHandle handle_;
};

FaissRows rows_of(std::span<const float> features, int64_t columns) {
  return {true, columns, features.data(),
          static_cast<int64_t>(features.size()) / columns};
}

// The kind that `auto` stands for, and why.
std::pair<IndexSpec, std::string> choose(int64_t n, int64_t columns) {
  if (n <= kScanRows) {
    return {
        {},
        fmt::format("exact: {} rows are read faster than a graph is built", n)};
  }
  IndexSpec graph;
  graph.kind = IndexKind::hnsw;
  graph.numbers = {kAutoLinks, kAutoEf};
  const double needed = feature_index_memory(graph, n, columns);
  const auto available = static_cast<double>(available_memory());
  if (needed < available / 2) {
    return {graph, fmt::format("{}: a graph of {} fits in the {} that are free",
                               index_spec_text(graph), bytes_text(needed),
                               bytes_text(available))};
  }
  IndexSpec lists;
  lists.kind = IndexKind::ivfpq;
  const auto nlist = static_cast<int>(std::sqrt(static_cast<double>(n)));
  const int pieces = static_cast<int>(columns % 4 == 0 ? columns / 4 : columns);
  lists.numbers = {nlist, std::max(1, nlist / 16), pieces};
  return {lists, fmt::format("{}: a graph would take {} of the {} that are "
                             "free",
                             index_spec_text(lists), bytes_text(needed),
                             bytes_text(available))};
}

}  // namespace

std::unique_ptr<FeatureIndex> build_feature_index(
    std::span<const float> features, int64_t columns, const IndexSpec& spec,
    int threads) {
  const FaissRows rows = rows_of(features, columns);
  IndexSpec kind = spec;
  std::string about =
      spec.is_faiss() ? "FAISS, as asked for" : "reads all features";
  if (spec.kind == IndexKind::automatic) {
    std::tie(kind, about) = choose(rows.n, columns);
  }
  if (!kind.is_faiss()) {
    return std::make_unique<ExactFeatures>(features, columns, spec, threads,
                                           about);
  }
  return std::make_unique<FaissFeatures>(features, columns, spec, threads,
                                         about,
                                         FaissHandle(kind, rows, threads));
}

std::unique_ptr<FeatureIndex> open_feature_index(
    std::span<const float> features, int64_t columns, const IndexSpec& spec,
    int threads, const FindPart& find) {
  const FaissRows rows = rows_of(features, columns);
  const IndexSpec kind =
      spec.kind == IndexKind::automatic ? choose(rows.n, columns).first : spec;
  if (!kind.is_faiss()) {
    return std::make_unique<ExactFeatures>(features, columns, spec, threads,
                                           "reads all features");
  }
  return std::make_unique<FaissFeatures>(
      features, columns, spec, threads, "FAISS, from a file",
      FaissHandle(kind, rows, threads, find(kPart)));
}

double feature_index_memory(const IndexSpec& spec, int64_t n, int64_t columns) {
  const double row = static_cast<double>(columns) * sizeof(float);
  double each = 0;
  switch (spec.kind) {
    case IndexKind::flat:
      each = row;
      break;
    case IndexKind::hnsw:
      each = row + 8.0 * spec.number(0, kAutoLinks) + 16;
      break;
    case IndexKind::ivf:
      each = 2 * row + sizeof(int64_t);
      break;
    case IndexKind::ivfpq:
      each = row + spec.number(2, 0) + sizeof(int64_t);
      break;
    case IndexKind::automatic:
      each = choose(n, columns).first.kind == IndexKind::hnsw ? 0 : row;
      break;
    default:
      break;
  }
  return each * static_cast<double>(n);
}

}  // namespace sleeve
