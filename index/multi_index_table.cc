#include "index/multi_index_table.h"

#include <algorithm>
#include <vector>

namespace sleeve {
namespace {

// Values whose counters stay in the first-level cache together.
constexpr int kFineBits = 12;

// A band's value above, a row below.
using Entry = uint64_t;

uint32_t value_of(Entry entry) { return static_cast<uint32_t>(entry >> 32); }
uint32_t row_of(Entry entry) { return static_cast<uint32_t>(entry); }

// Calls visit(value, row) for each code.
template <class Visit>
void for_each_value(std::span<const uint8_t> codes, size_t code_bytes,
                    Band band, const Visit& visit) {
  const size_t n = codes.size() / code_bytes;
  for (size_t row = 0; row < n; ++row) {
    const auto words = code_words(codes.data() + row * code_bytes, code_bytes);
    visit(band_value(words.data(), band), row);
  }
}

// Entries grouped by the upper bits of their value, and where groups begin.
struct Groups {
  LargeArray<Entry> entries;
  std::vector<size_t> starts;
};

Groups group(std::span<const uint8_t> codes, size_t code_bytes, Band band) {
  const int shift = std::min(band.width, kFineBits);
  Groups groups{LargeArray<Entry>(codes.size() / code_bytes),
                std::vector<size_t>((size_t{1} << (band.width - shift)) + 1)};
  for_each_value(codes, code_bytes, band, [&](uint32_t value, size_t) {
    ++groups.starts[(value >> shift) + 1];
  });
  for (size_t i = 1; i < groups.starts.size(); ++i) {
    groups.starts[i] += groups.starts[i - 1];
  }
  std::vector<size_t> next = groups.starts;
  for_each_value(codes, code_bytes, band, [&](uint32_t value, size_t row) {
    groups.entries[next[value >> shift]++] = Entry{value} << 32 | row;
  });
  return groups;
}

}  // namespace

// A counting sort in two steps, so that neither writes all over memory.
BandTable::BandTable(std::span<const uint8_t> codes, size_t code_bytes,
                     Band band)
    : band_(band),
      starts_((size_t{1} << band.width) + 1),
      rows_(codes.size() / code_bytes) {
  const Groups groups = group(codes, code_bytes, band);
  const size_t fine = size_t{1} << std::min(band.width, kFineBits);
  for (size_t g = 0; g + 1 < groups.starts.size(); ++g) {
    const size_t begin = groups.starts[g];
    const size_t end = groups.starts[g + 1];
    uint32_t* starts = &starts_[g * fine];
    std::fill_n(starts, fine + 1, 0);
    for (size_t i = begin; i < end; ++i) {
      ++starts[value_of(groups.entries[i]) % fine];
    }
    auto next = static_cast<uint32_t>(end);
    for (size_t v = fine; v-- > 0;) starts[v] = next -= starts[v];
    uint32_t cursor[size_t{1} << kFineBits];
    std::copy_n(starts, fine, cursor);
    for (size_t i = begin; i < end; ++i) {
      rows_[cursor[value_of(groups.entries[i]) % fine]++] =
          row_of(groups.entries[i]);
    }
  }
  starts_[size_t{1} << band.width] = static_cast<uint32_t>(rows_.size());
}

}  // namespace sleeve
