// Rows with equal codes as one node, so that copies of one picture are joined
// once and not each with each.
#ifndef SLEEVE_SCREEN_DEDUPE_NODES_H_
#define SLEEVE_SCREEN_DEDUPE_NODES_H_

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "screen/dedupe/corpus.h"

namespace sleeve {

/// Nodes are numbered in the order of their best rows.
class Nodes {
 public:
  /// Whether two rows of equal codes are alike in other respects too.
  using Alike = std::function<bool(uint32_t best, uint32_t row)>;

  /// `rows` from the best to the worst; each goes to the first node of its
  /// code whose best row it is alike.
  Nodes(const Corpus& corpus, std::span<const uint32_t> rows,
        const Alike& alike);

  uint32_t size() const { return static_cast<uint32_t>(first_rows_.size()); }

  /// The node of a row; kNoRow for one that was not among `rows`.
  uint32_t of(uint32_t row) const { return nodes_[row]; }

  /// The best row of each node.
  const std::vector<uint32_t>& first_rows() const { return first_rows_; }

  /// [size()][32]
  std::span<const uint8_t> codes() const { return codes_; }

 private:
  uint32_t place(const Corpus& corpus, uint32_t row, const Alike& alike);
  void grow();
  size_t home(const uint8_t* code) const;

  std::vector<uint32_t> nodes_;
  std::vector<uint32_t> first_rows_;
  std::vector<uint8_t> codes_;
  std::vector<uint32_t> slots_;  ///< nodes by code, open addressing
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_NODES_H_
