// One index of FAISS in the module that holds it.
#ifndef SLEEVE_INDEX_FAISS_HANDLE_H_
#define SLEEVE_INDEX_FAISS_HANDLE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "index/exact_index.h"
#include "index/faiss_call.h"
#include "index/index_spec.h"

namespace sleeve {

/// What FAISS is to index: codes of `width` bytes, or features of `width`
/// numbers.
struct FaissRows {
  bool floats = false;
  int64_t width = 0;
  const void* rows = nullptr;  ///< [n][width]
  int64_t n = 0;
};

/// Builds, asks, saves and loads. The library sleeve_faiss.so is loaded on
/// first use. An empty index is never given to FAISS, which does not expect
/// one. Functions throw Error: unsupported when FAISS cannot be loaded,
/// invalid_argument with its reason when it refuses.
class FaissHandle {
 public:
  FaissHandle(const IndexSpec& spec, const FaissRows& rows, int threads);

  /// Loads what save() gave for as many rows; `rows.rows` is not used.
  FaissHandle(const IndexSpec& spec, const FaissRows& rows, int threads,
              std::span<const uint8_t> saved);

  uint64_t bytes() const;
  std::vector<uint8_t> save() const;

  /// Element i answers query i of `queries` [count][width], in any order. The
  /// distances of features are 0.
  std::vector<std::vector<Neighbour>> search(const void* queries, int64_t count,
                                             int radius, int64_t k) const;

 private:
  struct Close {
    void operator()(void* index) const;
  };

  std::vector<std::vector<Neighbour>> search_some(const void* queries,
                                                  int64_t count, int radius,
                                                  int64_t k) const;
  FaissShape shape(const FaissRows& rows, int threads) const;
  [[noreturn]] void fail(const char* reason) const;

  IndexSpec spec_;
  FaissRows rows_;  ///< the addresses of which are not used
  int threads_;
  std::unique_ptr<void, Close> index_;
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_FAISS_HANDLE_H_
