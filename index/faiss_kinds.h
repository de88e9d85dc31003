// The FAISS indexes that the module can build: one file for each kind.
#ifndef SLEEVE_INDEX_FAISS_KINDS_H_
#define SLEEVE_INDEX_FAISS_KINDS_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "index/faiss_call.h"

namespace sleeve {

/// One built index. Functions may throw what FAISS throws.
class FaissKind {
 public:
  virtual ~FaissKind() = default;
  virtual void search(const FaissSearch& search) = 0;
  virtual uint64_t bytes() const = 0;
};

std::unique_ptr<FaissKind> build_faiss_flat(const FaissBuild& build);
std::unique_ptr<FaissKind> build_faiss_hnsw(const FaissBuild& build);
std::unique_ptr<FaissKind> build_faiss_ivf(const FaissBuild& build);
std::unique_ptr<FaissKind> build_faiss_multihash(const FaissBuild& build);

/// Has a faiss::IndexBinary answer by the k nearest.
template <class Index>
void faiss_nearest(const Index& index, const FaissSearch& search) {
  const auto slots = static_cast<size_t>(search.count * search.k);
  std::vector<int32_t> distances(slots);
  std::vector<int64_t> positions(slots, -1);
  if (slots == 0) return;
  index.search(search.count, search.queries, search.k, distances.data(),
               positions.data());
  for (size_t i = 0; i < slots; ++i) {
    if (positions[i] < 0) continue;
    search.take(search.context, static_cast<int64_t>(i) / search.k,
                positions[i], distances[i]);
  }
}

/// Has a faiss::IndexBinary answer by radius; Result is
/// faiss::RangeSearchResult. FAISS finds what is nearer than its radius, not
/// what lies at it.
template <class Result, class Index>
void faiss_within(const Index& index, const FaissSearch& search) {
  Result result(search.count);
  index.range_search(search.count, search.queries, search.radius + 1, &result);
  for (int64_t q = 0; q < search.count; ++q) {
    for (size_t i = result.lims[q]; i < result.lims[q + 1]; ++i) {
      search.take(search.context, q, result.labels[i],
                  static_cast<int32_t>(result.distances[i]));
    }
  }
}

}  // namespace sleeve

#endif  // SLEEVE_INDEX_FAISS_KINDS_H_
