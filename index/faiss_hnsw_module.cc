// FAISS IndexBinaryHNSW and IndexHNSWFlat: a graph of near rows that a search
// walks through.
#include <faiss/IndexBinaryHNSW.h>
#include <faiss/IndexHNSW.h>

#include <algorithm>

#include "index/faiss_kinds.h"

namespace sleeve {
namespace {

constexpr int64_t kFirstRangeNeighbours = 16;

// The first number of the specification is M, the second ef.
template <class Graph>
uint64_t graph_bytes(const Graph& graph) {
  return graph.neighbors.size() * sizeof(graph.neighbors[0]) +
         graph.offsets.size() * sizeof(graph.offsets[0]) +
         graph.levels.size() * sizeof(graph.levels[0]);
}

class HnswCodes : public FaissKind {
 public:
  HnswCodes(const FaissBuild& build, const FaissBytes* saved)
      : ef_(build.shape.numbers[1]) {
    if (saved != nullptr) {
      index_ = faiss_cast<faiss::IndexBinaryHNSW>(faiss_loaded_codes(*saved));
      return;
    }
    index_ = std::make_unique<faiss::IndexBinaryHNSW>(
        static_cast<int>(build.shape.width * 8), build.shape.numbers[0]);
    faiss_add(*index_, build, codes_of(build));
  }

  void search(const FaissSearch& search) override {
    if (search.radius >= 0) return within(search);
    index_->hnsw.efSearch = static_cast<int>(std::max<int64_t>(ef_, search.k));
    faiss_nearest<uint8_t, int32_t>(*index_, search);
  }

  uint64_t bytes() const override {
    return static_cast<uint64_t>(index_->ntotal) * index_->code_size +
           graph_bytes(index_->hnsw);
  }

  std::vector<uint8_t> save() const override { return faiss_saved(*index_); }

 private:
  // The graph knows no radius: asks each query for more and more neighbours
  // until the farthest lies beyond it.
  void within(const FaissSearch& search) {
    for (int64_t q = 0; q < search.count; ++q) {
      int64_t k = std::min(kFirstRangeNeighbours, int64_t{index_->ntotal});
      while (k > 0 && !within_nearest(search, q, k) && k < index_->ntotal) {
        k = std::min(4 * k, int64_t{index_->ntotal});
      }
    }
  }

  // Passes on what lies within; false, and nothing, when more may be.
  bool within_nearest(const FaissSearch& search, int64_t query, int64_t k) {
    std::vector<int32_t> distances(static_cast<size_t>(k));
    std::vector<int64_t> positions(static_cast<size_t>(k), -1);
    index_->hnsw.efSearch = static_cast<int>(std::max<int64_t>(ef_, k));
    const auto* queries = static_cast<const uint8_t*>(search.queries);
    index_->search(1, queries + query * index_->code_size, k, distances.data(),
                   positions.data());
    const bool full = positions.back() >= 0;
    if (full && distances.back() <= search.radius && k < index_->ntotal) {
      return false;
    }
    for (size_t i = 0; i < positions.size(); ++i) {
      if (positions[i] < 0 || distances[i] > search.radius) continue;
      search.take(search.context, query, positions[i], distances[i]);
    }
    return true;
  }

  std::unique_ptr<faiss::IndexBinaryHNSW> index_;
  int ef_;
};

class HnswFeatures : public FaissKind {
 public:
  HnswFeatures(const FaissBuild& build, const FaissBytes* saved)
      : ef_(build.shape.numbers[1]) {
    if (saved != nullptr) {
      index_ = faiss_cast<faiss::IndexHNSWFlat>(faiss_loaded_features(*saved));
      return;
    }
    index_ = std::make_unique<faiss::IndexHNSWFlat>(
        static_cast<int>(build.shape.width), build.shape.numbers[0]);
    faiss_add(*index_, build, features_of(build));
  }

  void search(const FaissSearch& search) override {
    index_->hnsw.efSearch = static_cast<int>(std::max<int64_t>(ef_, search.k));
    faiss_nearest<float, float>(*index_, search);
  }

  uint64_t bytes() const override {
    return static_cast<uint64_t>(index_->ntotal) * index_->d * sizeof(float) +
           graph_bytes(index_->hnsw);
  }

  std::vector<uint8_t> save() const override { return faiss_saved(*index_); }

 private:
  std::unique_ptr<faiss::IndexHNSWFlat> index_;
  int ef_;
};

}  // namespace

std::unique_ptr<FaissKind> make_faiss_hnsw(const FaissBuild& build,
                                           const FaissBytes* saved) {
  if (build.shape.floats != 0) {
    return std::make_unique<HnswFeatures>(build, saved);
  }
  return std::make_unique<HnswCodes>(build, saved);
}

}  // namespace sleeve
