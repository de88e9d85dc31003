// What every kind of index can do, exact or approximate, ours or FAISS's.
#ifndef SLEEVE_INDEX_SEARCH_INDEX_H_
#define SLEEVE_INDEX_SEARCH_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/exact_index.h"
#include "index/index_spec.h"

namespace sleeve {

/// A part of what an index was built into, besides the codes: what a file
/// keeps so that it need not be built again.
struct IndexPart {
  std::string name;  ///< at most 16 bytes
  std::span<const uint8_t> bytes;
  std::shared_ptr<const void> owner;  ///< of bytes, where the index is not
};

/// Gives the bytes of a part, aligned to 64; throws Error (corrupt) when there
/// is none.
using FindPart = std::function<std::span<const uint8_t>(std::string_view name)>;

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

  /// What open_search_index() needs.
  virtual std::vector<IndexPart> parts() const = 0;

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

/// The index that build_search_index() would build, from its parts(). Codes and
/// parts must outlive it. Throws Error also when the parts are not those of
/// such an index (corrupt).
std::unique_ptr<SearchIndex> open_search_index(std::span<const uint8_t> codes,
                                               size_t code_bytes,
                                               const IndexSpec& spec,
                                               int threads,
                                               const FindPart& find);

/// About what building and asking the index takes beyond the codes, in bytes
/// for n codes.
double index_memory(const IndexSpec& spec, int64_t n, size_t code_bytes);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_SEARCH_INDEX_H_
