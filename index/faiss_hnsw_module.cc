// FAISS IndexBinaryHNSW: a graph of near codes that a search walks through.
#include <faiss/IndexBinaryHNSW.h>

#include <algorithm>

#include "index/faiss_kinds.h"

namespace sleeve {
namespace {

constexpr int64_t kFirstRangeNeighbours = 16;

class Hnsw : public FaissKind {
 public:
  explicit Hnsw(const FaissBuild& build)
      : index_(static_cast<int>(build.code_bytes * 8), build.numbers[0]),
        ef_(build.numbers[1]) {
    index_.add(build.n, build.codes);
  }

  void search(const FaissSearch& search) override {
    if (search.radius >= 0) return within(search);
    index_.hnsw.efSearch = static_cast<int>(std::max<int64_t>(ef_, search.k));
    faiss_nearest(index_, search);
  }

  uint64_t bytes() const override {
    const auto& graph = index_.hnsw;
    return static_cast<uint64_t>(index_.ntotal) * index_.code_size +
           graph.neighbors.size() * sizeof(graph.neighbors[0]) +
           graph.offsets.size() * sizeof(graph.offsets[0]) +
           graph.levels.size() * sizeof(graph.levels[0]);
  }

 private:
  // The graph knows no radius: asks each query for more and more neighbours
  // until the farthest lies beyond it.
  void within(const FaissSearch& search) {
    for (int64_t q = 0; q < search.count; ++q) {
      int64_t k = std::min(kFirstRangeNeighbours, int64_t{index_.ntotal});
      while (k > 0 && !within_nearest(search, q, k) && k < index_.ntotal) {
        k = std::min(4 * k, int64_t{index_.ntotal});
      }
    }
  }

  // Passes on what lies within; false, and nothing, when more may be.
  bool within_nearest(const FaissSearch& search, int64_t query, int64_t k) {
    std::vector<int32_t> distances(static_cast<size_t>(k));
    std::vector<int64_t> positions(static_cast<size_t>(k), -1);
    index_.hnsw.efSearch = static_cast<int>(std::max<int64_t>(ef_, k));
    index_.search(1, search.queries + query * index_.code_size, k,
                  distances.data(), positions.data());
    const bool full = positions.back() >= 0;
    if (full && distances.back() <= search.radius && k < index_.ntotal) {
      return false;
    }
    for (size_t i = 0; i < positions.size(); ++i) {
      if (positions[i] < 0 || distances[i] > search.radius) continue;
      search.take(search.context, query, positions[i], distances[i]);
    }
    return true;
  }

  faiss::IndexBinaryHNSW index_;
  int ef_;
};

}  // namespace

std::unique_ptr<FaissKind> build_faiss_hnsw(const FaissBuild& build) {
  return std::make_unique<Hnsw>(build);
}

}  // namespace sleeve
