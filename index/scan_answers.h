// What a scan gathers of the codes of one tile after another.
#ifndef SLEEVE_INDEX_SCAN_ANSWERS_H_
#define SLEEVE_INDEX_SCAN_ANSWERS_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "index/exact_index.h"
#include "index/hamming.h"

namespace sleeve {

/// Gathers what lies within a fixed radius.
class WithinAnswer {
 public:
  explicit WithinAnswer(int radius) : radius_(radius) {}

  int radius() const { return radius_; }

  /// `base` is the position of the tile's first code.
  void take(int64_t base, const TileHit* hits, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      found_.push_back({base + hits[i].row, hits[i].distance});
    }
  }

  std::vector<Neighbour> finish() {
    std::sort(found_.begin(), found_.end(), closer);
    return std::move(found_);
  }

 private:
  int radius_;
  std::vector<Neighbour> found_;
};

/// Gathers the k closest in a heap whose front is the farthest of them.
class NearestAnswer {
 public:
  /// No two codes differ in more than `code_bits`.
  NearestAnswer(size_t k, int code_bits) : k_(k), code_bits_(code_bits) {
    heap_.reserve(k);
  }

  /// What is still worth finding. Codes come in order of position, so that one
  /// as far as the farthest comes too late. -1: nothing is.
  int radius() const {
    if (heap_.size() < k_) return code_bits_;
    return k_ == 0 ? -1 : heap_.front().distance - 1;
  }

  void take(int64_t base, const TileHit* hits, size_t count) {
    for (size_t i = 0; i < count; ++i) {
      if (hits[i].distance > radius()) continue;
      if (heap_.size() == k_) {
        std::pop_heap(heap_.begin(), heap_.end(), closer);
        heap_.pop_back();
      }
      heap_.push_back({base + hits[i].row, hits[i].distance});
      std::push_heap(heap_.begin(), heap_.end(), closer);
    }
  }

  std::vector<Neighbour> finish() {
    std::sort_heap(heap_.begin(), heap_.end(), closer);
    return std::move(heap_);
  }

 private:
  size_t k_;
  int code_bits_;
  std::vector<Neighbour> heap_;
};

/// The next tile's size. The first ones are small, so that nearest() knows a
/// useful radius early.
inline size_t next_tile(size_t done, size_t size) {
  return std::min({std::max(done, size_t{64}), kTileCodes, size - done});
}

}  // namespace sleeve

#endif  // SLEEVE_INDEX_SCAN_ANSWERS_H_
