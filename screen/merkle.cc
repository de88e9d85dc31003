#include "screen/merkle.h"

#include <bit>

namespace sleeve {
namespace {

using Leaves = std::span<const Sha256Digest>;

// The largest power of two below n, for n > 1.
uint64_t split_of(uint64_t n) { return std::bit_floor(n - 1); }

// RFC 6962, 2.1.2: SUBPROOF(m, D, whole).
void subproof(Leaves leaves, uint64_t m, bool whole,
              std::vector<Sha256Digest>& proof) {
  if (m == leaves.size()) {
    if (!whole) proof.push_back(merkle_root(leaves));
    return;
  }
  const uint64_t k = split_of(leaves.size());
  if (m <= k) {
    subproof(leaves.first(k), m, whole, proof);
    proof.push_back(merkle_root(leaves.subspan(k)));
  } else {
    subproof(leaves.subspan(k), m - k, false, proof);
    proof.push_back(merkle_root(leaves.first(k)));
  }
}

}  // namespace

Sha256Digest merkle_leaf(std::string_view data) {
  return Sha256().update(std::string_view("\0", 1)).update(data).finish();
}

Sha256Digest merkle_node(const Sha256Digest& left, const Sha256Digest& right) {
  return Sha256()
      .update(std::string_view("\1", 1))
      .update(std::span<const uint8_t>(left))
      .update(std::span<const uint8_t>(right))
      .finish();
}

void MerkleRoot::add(const Sha256Digest& leaf) {
  Sha256Digest node = leaf;
  // Each set bit of the size is a peak; adding one carries as in counting.
  for (uint64_t size = size_; (size & 1) != 0; size >>= 1) {
    node = merkle_node(peaks_.back(), node);
    peaks_.pop_back();
  }
  peaks_.push_back(node);
  ++size_;
}

Sha256Digest MerkleRoot::root() const {
  if (peaks_.empty()) return Sha256().finish();
  Sha256Digest node = peaks_.back();
  for (size_t i = peaks_.size() - 1; i > 0; --i) {
    node = merkle_node(peaks_[i - 1], node);
  }
  return node;
}

Sha256Digest merkle_root(Leaves leaves) {
  MerkleRoot root;
  for (const Sha256Digest& leaf : leaves) root.add(leaf);
  return root.root();
}

std::vector<Sha256Digest> inclusion_proof(Leaves leaves, uint64_t index) {
  if (leaves.size() <= 1) return {};
  const uint64_t k = split_of(leaves.size());
  const bool left = index < k;
  auto proof = left ? inclusion_proof(leaves.first(k), index)
                    : inclusion_proof(leaves.subspan(k), index - k);
  proof.push_back(merkle_root(left ? leaves.subspan(k) : leaves.first(k)));
  return proof;
}

bool verify_inclusion(const Sha256Digest& leaf, uint64_t index, uint64_t size,
                      Leaves proof, const Sha256Digest& root) {
  if (index >= size) return false;
  uint64_t at = index;
  uint64_t last = size - 1;
  Sha256Digest node = leaf;
  for (const Sha256Digest& other : proof) {
    if (last == 0) return false;
    if ((at & 1) != 0 || at == last) {
      node = merkle_node(other, node);
      while ((at & 1) == 0 && at != 0) {
        at >>= 1;
        last >>= 1;
      }
    } else {
      node = merkle_node(node, other);
    }
    at >>= 1;
    last >>= 1;
  }
  return last == 0 && node == root;
}

std::vector<Sha256Digest> consistency_proof(Leaves leaves, uint64_t earlier) {
  std::vector<Sha256Digest> proof;
  if (earlier > 0 && earlier < leaves.size()) {
    subproof(leaves, earlier, true, proof);
  }
  return proof;
}

bool verify_consistency(uint64_t earlier, uint64_t later,
                        const Sha256Digest& earlier_root,
                        const Sha256Digest& later_root, Leaves proof) {
  if (earlier == later) return proof.empty() && earlier_root == later_root;
  if (earlier == 0 || earlier > later) return false;
  std::vector<Sha256Digest> path;
  if (std::has_single_bit(earlier)) path.push_back(earlier_root);
  path.insert(path.end(), proof.begin(), proof.end());
  if (path.empty()) return false;
  uint64_t at = earlier - 1;
  uint64_t last = later - 1;
  while ((at & 1) != 0) {
    at >>= 1;
    last >>= 1;
  }
  Sha256Digest old_node = path.front();
  Sha256Digest new_node = path.front();
  for (const Sha256Digest& other : std::span(path).subspan(1)) {
    if (last == 0) return false;
    if ((at & 1) != 0 || at == last) {
      old_node = merkle_node(other, old_node);
      new_node = merkle_node(other, new_node);
      while ((at & 1) == 0 && at != 0) {
        at >>= 1;
        last >>= 1;
      }
    } else {
      new_node = merkle_node(new_node, other);
    }
    at >>= 1;
    last >>= 1;
  }
  return last == 0 && old_node == earlier_root && new_node == later_root;
}

}  // namespace sleeve
