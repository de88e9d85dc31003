#include "screen/name_set.h"

namespace sleeve {
namespace {

constexpr size_t kFirstSlots = 64;

// FNV-1a (Fowler, Noll, Vo), then the 64-bit finaliser of MurmurHash3
// (Appleby), because the table uses the low bits.
uint64_t digest_of(std::string_view name) {
  uint64_t digest = 0xcbf29ce484222325u;
  for (const char c : name) {
    digest ^= static_cast<unsigned char>(c);
    digest *= 0x100000001b3u;
  }
  digest ^= digest >> 33;
  digest *= 0xff51afd7ed558ccdu;
  digest ^= digest >> 33;
  digest *= 0xc4ceb9fe1a85ec53u;
  digest ^= digest >> 33;
  return digest == 0 ? 1 : digest;
}

}  // namespace

// The slot of `digest`, or the empty one where it belongs.
size_t NameSet::find(uint64_t digest) const {
  const size_t mask = slots_.size() - 1;
  size_t slot = digest & mask;
  while (slots_[slot] != 0 && slots_[slot] != digest) slot = (slot + 1) & mask;
  return slot;
}

void NameSet::grow() {
  std::vector<uint64_t> old(slots_.empty() ? kFirstSlots : 2 * slots_.size());
  old.swap(slots_);
  for (const uint64_t digest : old) {
    if (digest != 0) slots_[find(digest)] = digest;
  }
}

bool NameSet::add(std::string_view name) {
  if (4 * (size_ + 1) > 3 * slots_.size()) grow();
  const uint64_t digest = digest_of(name);
  uint64_t& slot = slots_[find(digest)];
  if (slot == digest) return false;
  slot = digest;
  ++size_;
  return true;
}

bool NameSet::holds(std::string_view name) const {
  if (slots_.empty()) return false;
  return slots_[find(digest_of(name))] != 0;
}

}  // namespace sleeve
