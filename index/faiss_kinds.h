// The FAISS indexes that the module can build: one file for each kind.
#ifndef SLEEVE_INDEX_FAISS_KINDS_H_
#define SLEEVE_INDEX_FAISS_KINDS_H_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <vector>

#include "index/faiss_call.h"

namespace faiss {
struct Index;
struct IndexBinary;
}  // namespace faiss

namespace sleeve {

/// Bytes that an index was saved as, or is.
struct FaissBytes {
  const uint8_t* bytes;
  uint64_t size;
};

/// One index. Functions may throw what FAISS throws.
class FaissKind {
 public:
  virtual ~FaissKind() = default;
  virtual void search(const FaissSearch& search) = 0;
  virtual uint64_t bytes() const = 0;
  virtual std::vector<uint8_t> save() const = 0;
};

/// Builds from `build`, or where `saved` is not null loads from that; then the
/// rows of `build` are not used.
std::unique_ptr<FaissKind> make_faiss_flat(const FaissBuild& build,
                                           const FaissBytes* saved);
std::unique_ptr<FaissKind> make_faiss_hnsw(const FaissBuild& build,
                                           const FaissBytes* saved);
std::unique_ptr<FaissKind> make_faiss_ivf(const FaissBuild& build,
                                          const FaissBytes* saved);
std::unique_ptr<FaissKind> make_faiss_ivfpq(const FaissBuild& build,
                                            const FaissBytes* saved);
std::unique_ptr<FaissKind> make_faiss_multihash(const FaissBuild& build,
                                                const FaissBytes* saved);

inline const uint8_t* codes_of(const FaissBuild& build) {
  return static_cast<const uint8_t*>(build.rows);
}

inline const float* features_of(const FaissBuild& build) {
  return static_cast<const float*>(build.rows);
}

/// An index as FAISS's own bytes, and back.
std::vector<uint8_t> faiss_saved(const faiss::IndexBinary& index);
std::vector<uint8_t> faiss_saved(const faiss::Index& index);
std::unique_ptr<faiss::IndexBinary> faiss_loaded_codes(FaissBytes saved);
std::unique_ptr<faiss::Index> faiss_loaded_features(FaissBytes saved);

/// Takes what was loaded for what it should be.
template <class Kind, class Base>
std::unique_ptr<Kind> faiss_cast(std::unique_ptr<Base> loaded) {
  auto* kind = dynamic_cast<Kind*>(loaded.get());
  if (kind == nullptr) throw std::runtime_error("it was saved as another kind");
  loaded.release();
  return std::unique_ptr<Kind>(kind);
}

/// Whom faiss_checkpoint() and FAISS ask on this thread, until the end of the
/// scope; `watch` outlives it.
class FaissWatched {
 public:
  explicit FaissWatched(const FaissWatch& watch);
  FaissWatched(const FaissWatched&) = delete;
  FaissWatched& operator=(const FaissWatched&) = delete;
  ~FaissWatched();
};

/// Tells how many rows more were added, and throws when the call shall end.
void faiss_checkpoint(int64_t rows);

/// Adds the rows of `build`, some at a time.
template <class Index, class Element>
void faiss_add(Index& index, const FaissBuild& build, const Element* rows) {
  constexpr int64_t kAtOnce = 8192;
  for (int64_t first = 0; first < build.n; first += kAtOnce) {
    const int64_t count = std::min(kAtOnce, build.n - first);
    index.add(count, rows + first * build.shape.width);
    faiss_checkpoint(count);
  }
}

/// Has an index answer by the k nearest. Element is uint8_t or float, Distance
/// what the index measures in.
template <class Element, class Distance, class Index>
void faiss_nearest(const Index& index, const FaissSearch& search) {
  const auto slots = static_cast<size_t>(search.count * search.k);
  std::vector<Distance> distances(slots);
  std::vector<int64_t> positions(slots, -1);
  if (slots == 0) return;
  index.search(search.count, static_cast<const Element*>(search.queries),
               search.k, distances.data(), positions.data());
  for (size_t i = 0; i < slots; ++i) {
    if (positions[i] < 0) continue;
    search.take(search.context, static_cast<int64_t>(i) / search.k,
                positions[i],
                sizeof(Element) == 1 ? static_cast<int32_t>(distances[i]) : 0);
  }
}

/// Has a faiss::IndexBinary answer by radius; Result is
/// faiss::RangeSearchResult. FAISS finds what is nearer than its radius, not
/// what lies at it.
template <class Result, class Index>
void faiss_within(const Index& index, const FaissSearch& search) {
  Result result(search.count);
  index.range_search(search.count, static_cast<const uint8_t*>(search.queries),
                     search.radius + 1, &result);
  for (int64_t q = 0; q < search.count; ++q) {
    for (size_t i = result.lims[q]; i < result.lims[q + 1]; ++i) {
      search.take(search.context, q, result.labels[i],
                  static_cast<int32_t>(result.distances[i]));
    }
  }
}

}  // namespace sleeve

#endif  // SLEEVE_INDEX_FAISS_KINDS_H_
