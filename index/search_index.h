// What every kind of index can do, exact or approximate, ours or FAISS's.
#ifndef SLEEVE_INDEX_SEARCH_INDEX_H_
#define SLEEVE_INDEX_SEARCH_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "index/exact_index.h"
#include "index/index_spec.h"

namespace sleeve {

/// Answers by distance, then position. An approximate index may leave out
/// neighbours, but never tells a wrong distance.
class SearchIndex {
 public:
  virtual ~SearchIndex() = default;

  virtual int64_t size() const = 0;

  /// What it was built from: index_spec_text(spec()) is the text again.
  virtual const IndexSpec& spec() const = 0;

  /// What was chosen and why, as a phrase for people.
  virtual std::string about() const = 0;

  /// Memory for answering, the codes included.
  virtual size_t bytes() const = 0;

  /// Element i answers query i of `queries`, which is [m][code_bytes], by the
  /// codes at most `radius` bits away, or by the `k` nearest.
  virtual std::vector<std::vector<Neighbour>> within_batch(
      std::span<const uint8_t> queries, int radius) const = 0;
  virtual std::vector<std::vector<Neighbour>> nearest_batch(
      std::span<const uint8_t> queries, int64_t k) const = 0;
};

/// Builds the index that `spec` names over `codes` [n][code_bytes], 32 or 8
/// bytes, which must outlive it. Builds and answers on `threads` threads.
/// Throws Error: invalid_argument when the codes do not suit the
/// specification, unsupported when FAISS is asked for and cannot be loaded.
std::unique_ptr<SearchIndex> build_search_index(std::span<const uint8_t> codes,
                                                size_t code_bytes,
                                                const IndexSpec& spec,
                                                int threads);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_SEARCH_INDEX_H_
