// The Merkle tree of RFC 6962: one digest for a list, and short proofs that a
// leaf stands in it or that the list only grew.
#ifndef SLEEVE_SCREEN_MERKLE_H_
#define SLEEVE_SCREEN_MERKLE_H_

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "index/sha256.h"

namespace sleeve {

/// SHA-256 of a zero byte and the data.
Sha256Digest merkle_leaf(std::string_view data);

/// SHA-256 of a one byte and both children.
Sha256Digest merkle_node(const Sha256Digest& left, const Sha256Digest& right);

/// Computes the root while leaves arrive; holds one digest for each bit of
/// their number.
class MerkleRoot {
 public:
  void add(const Sha256Digest& leaf);
  uint64_t size() const { return size_; }

  /// Of no leaves it is the digest of nothing.
  Sha256Digest root() const;

 private:
  std::vector<Sha256Digest> peaks_;  ///< of full subtrees, the largest first
  uint64_t size_ = 0;
};

/// The root of [n] leaves.
Sha256Digest merkle_root(std::span<const Sha256Digest> leaves);

/// The digests that lead from leaf `index` (< leaves.size()) to the root.
std::vector<Sha256Digest> inclusion_proof(std::span<const Sha256Digest> leaves,
                                          uint64_t index);

/// Whether `proof` leads from the leaf at `index` to the root of `size` leaves.
bool verify_inclusion(const Sha256Digest& leaf, uint64_t index, uint64_t size,
                      std::span<const Sha256Digest> proof,
                      const Sha256Digest& root);

/// The digests that show that the first `earlier` leaves (1 to all of them)
/// are the beginning of all.
std::vector<Sha256Digest> consistency_proof(
    std::span<const Sha256Digest> leaves, uint64_t earlier);

bool verify_consistency(uint64_t earlier, uint64_t later,
                        const Sha256Digest& earlier_root,
                        const Sha256Digest& later_root,
                        std::span<const Sha256Digest> proof);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_MERKLE_H_
