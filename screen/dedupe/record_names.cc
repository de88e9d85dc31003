#include "screen/dedupe/record_names.h"

#include <algorithm>
#include <bit>

#include "core/error.h"
#include "index/checksum.h"

namespace sleeve {
namespace {

constexpr size_t kMostRecords = 4'000'000'000;

// Its low bits say where to look for a name, its high ones which it is.
uint64_t digest_of(std::string_view path, bool unread) {
  return checksum(path.data(), path.size(), unread ? 1 : 0);
}

uint32_t high_bits(uint64_t digest) {
  return std::max(1U, static_cast<uint32_t>(digest >> 32));
}

bool is_unread(const RecordView& record) {
  return !record.checked() && record.numbers().bytes == 0;
}

}  // namespace

RecordNames::RecordNames(const FingerprintFile& file)
    : file_(file), slots_(std::bit_ceil(file.size() * 2 + 1)) {
  if (file.size() > kMostRecords) {
    throw Error(ErrorCode::unsupported,
                "One file of fingerprints may hold 4,000,000,000 records. Name "
                "another file.");
  }
  for (size_t i = 0; i < file.size(); ++i) {
    const RecordView record = file.record(i);
    const bool unread = is_unread(record);
    const uint64_t digest = digest_of(record.path(), unread);
    slots_[slot_of(record.path(), unread, digest)] = {high_bits(digest),
                                                      static_cast<uint32_t>(i)};
  }
}

// The slot of a name, or the empty one where it belongs.
size_t RecordNames::slot_of(std::string_view path, bool unread,
                            uint64_t digest) const {
  const auto is_other = [&](const Slot& slot) {
    if (slot.digest != high_bits(digest)) return true;
    const RecordView record = file_.record(slot.number);
    return record.path() != path || is_unread(record) != unread;
  };
  const size_t mask = slots_.size() - 1;
  size_t slot = digest & mask;
  while (slots_[slot].digest != 0 && is_other(slots_[slot])) {
    slot = (slot + 1) & mask;
  }
  return slot;
}

std::optional<uint32_t> RecordNames::find(std::string_view path,
                                          bool unread) const {
  const Slot& slot = slots_[slot_of(path, unread, digest_of(path, unread))];
  if (slot.digest == 0) return std::nullopt;
  return slot.number;
}

}  // namespace sleeve
