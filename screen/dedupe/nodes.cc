#include "screen/dedupe/nodes.h"

#include <cstring>

#include "index/checksum.h"

namespace sleeve {
namespace {

constexpr size_t kCodeBytes = 32;
constexpr size_t kFirstSlots = 1024;

}  // namespace

Nodes::Nodes(const Corpus& corpus, std::span<const uint32_t> rows,
             const Alike& alike)
    : nodes_(corpus.size(), kNoRow), slots_(kFirstSlots, kNoRow) {
  // Growing would need twice as much for a moment; what is not used of this
  // is no memory yet.
  codes_.reserve(rows.size() * kCodeBytes);
  for (const uint32_t row : rows) {
    if (2 * (first_rows_.size() + 1) > slots_.size()) grow();
    nodes_[row] = place(corpus, row, alike);
  }
  slots_ = {};
}

size_t Nodes::home(const uint8_t* code) const {
  return checksum(code, kCodeBytes) & (slots_.size() - 1);
}

void Nodes::grow() {
  slots_.assign(2 * slots_.size(), kNoRow);
  for (uint32_t node = 0; node < size(); ++node) {
    size_t slot = home(&codes_[node * kCodeBytes]);
    while (slots_[slot] != kNoRow) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = node;
  }
}

uint32_t Nodes::place(const Corpus& corpus, uint32_t row, const Alike& alike) {
  const auto& code = corpus.numbers(row).hash;
  size_t slot = home(code.data());
  for (; slots_[slot] != kNoRow; slot = (slot + 1) & (slots_.size() - 1)) {
    const uint32_t node = slots_[slot];
    const bool same =
        std::memcmp(&codes_[node * kCodeBytes], code.data(), kCodeBytes) == 0;
    if (same && alike(first_rows_[node], row)) return node;
  }
  slots_[slot] = size();
  first_rows_.push_back(row);
  codes_.insert(codes_.end(), code.begin(), code.end());
  return slots_[slot];
}

}  // namespace sleeve
