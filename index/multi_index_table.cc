#include "index/multi_index_table.h"

#include <algorithm>
#include <vector>

#include "index/multi_index_kernels.h"

namespace sleeve {
namespace {

// Values whose counters stay in the first-level cache together.
constexpr int kFineBits = 12;

constexpr size_t kAlignment = 64;

// From above: the lower bits of a band's value, a key, and a row.
using Entry = uint64_t;

constexpr int kValueShift = 48;
constexpr int kKeyShift = 32;

uint16_t key_of(Entry entry) { return static_cast<uint16_t>(entry >> 32); }
uint32_t row_of(Entry entry) { return static_cast<uint32_t>(entry); }

// Calls visit(value, key, row) for each code.
template <class Visit>
void for_each_value(std::span<const uint8_t> codes, size_t code_bytes,
                    Band band, Band key, const Visit& visit) {
  const size_t n = codes.size() / code_bytes;
  for (size_t row = 0; row < n; ++row) {
    const auto words = code_words(codes.data() + row * code_bytes, code_bytes);
    visit(band_value(words.data(), band), band_value(words.data(), key), row);
  }
}

// Entries grouped by the upper bits of their value, and where groups begin.
struct Groups {
  LargeArray<Entry> entries;
  std::vector<size_t> starts;
};

Groups group(std::span<const uint8_t> codes, size_t code_bytes, Band band,
             Band key) {
  const int shift = std::min(band.width, kFineBits);
  const uint64_t fine = (uint64_t{1} << shift) - 1;
  Groups groups{LargeArray<Entry>(codes.size() / code_bytes),
                std::vector<size_t>((size_t{1} << (band.width - shift)) + 1)};
  for_each_value(codes, code_bytes, band, key, [&](uint32_t value, auto, auto) {
    ++groups.starts[(value >> shift) + 1];
  });
  for (size_t i = 1; i < groups.starts.size(); ++i) {
    groups.starts[i] += groups.starts[i - 1];
  }
  std::vector<size_t> next = groups.starts;
  for_each_value(codes, code_bytes, band, key,
                 [&](uint32_t value, uint32_t keyed, size_t row) {
                   groups.entries[next[value >> shift]++] =
                       (value & fine) << kValueShift |
                       uint64_t{keyed} << kKeyShift | row;
                 });
  return groups;
}

// A counting sort in two steps, so that neither writes all over memory. Fills
// `starts` and calls put(place, entry) for each code.
template <class Put>
void sort_by_band(std::span<const uint8_t> codes, size_t code_bytes, Band band,
                  Band key, uint32_t* starts, const Put& put) {
  const Groups groups = group(codes, code_bytes, band, key);
  const size_t fine = size_t{1} << std::min(band.width, kFineBits);
  for (size_t g = 0; g + 1 < groups.starts.size(); ++g) {
    const size_t begin = groups.starts[g];
    const size_t end = groups.starts[g + 1];
    uint32_t* group_starts = starts + g * fine;
    std::fill_n(group_starts, fine + 1, 0);
    for (size_t i = begin; i < end; ++i) {
      ++group_starts[groups.entries[i] >> kValueShift];
    }
    auto next = static_cast<uint32_t>(end);
    for (size_t v = fine; v-- > 0;) group_starts[v] = next -= group_starts[v];
    uint32_t cursor[size_t{1} << kFineBits];
    std::copy_n(group_starts, fine, cursor);
    for (size_t i = begin; i < end; ++i) {
      put(cursor[groups.entries[i] >> kValueShift]++, groups.entries[i]);
    }
  }
  starts[size_t{1} << band.width] =
      static_cast<uint32_t>(codes.size() / code_bytes);
}

// Copies of a fixed size are an instruction each.
void put_row(uint8_t* to, uint32_t row, size_t width) {
  if (width == 3) {
    std::memcpy(to, &row, 2);
    to[2] = static_cast<uint8_t>(row >> 16);
  } else {
    std::memcpy(to, &row, sizeof(row));
  }
}

size_t padded(size_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

size_t starts_bytes(Band band) {
  return padded(((size_t{1} << band.width) + 1) * sizeof(uint32_t));
}

size_t keys_bytes(int64_t n) {
  return padded((static_cast<size_t>(n) + kKeyPadding) * sizeof(uint16_t));
}

// A row is read as four bytes.
size_t rows_bytes(int64_t n) {
  return padded(static_cast<size_t>(n) * row_bytes(n) + sizeof(uint32_t));
}

}  // namespace

BandOrder::BandOrder(std::span<const uint8_t> codes, size_t code_bytes,
                     Band band)
    : starts_((size_t{1} << band.width) + 1), rows_(codes.size() / code_bytes) {
  sort_by_band(
      codes, code_bytes, band, {}, starts_.data(),
      [&](uint32_t place, Entry entry) { rows_[place] = row_of(entry); });
}

size_t BandTable::bytes_needed(Band band, int64_t n) {
  return starts_bytes(band) + keys_bytes(n) + rows_bytes(n);
}

void BandTable::fill(std::span<const uint8_t> codes, size_t code_bytes,
                     Band band, Band key, uint8_t* bytes) {
  const auto n = static_cast<int64_t>(codes.size() / code_bytes);
  const size_t values = (size_t{1} << band.width) + 1;
  auto* starts = reinterpret_cast<uint32_t*>(bytes);
  auto* keys = reinterpret_cast<uint16_t*>(bytes + starts_bytes(band));
  uint8_t* rows = bytes + starts_bytes(band) + keys_bytes(n);
  std::fill(bytes + values * sizeof(uint32_t), bytes + starts_bytes(band), 0);
  std::fill(reinterpret_cast<uint8_t*>(keys + n), rows, 0);
  const size_t width = row_bytes(n);
  std::fill(rows + static_cast<size_t>(n) * width, rows + rows_bytes(n), 0);
  sort_by_band(codes, code_bytes, band, key, starts,
               [&](uint32_t place, Entry entry) {
                 keys[place] = key_of(entry);
                 put_row(rows + size_t{place} * width, row_of(entry), width);
               });
}

BandTable::BandTable(const uint8_t* bytes, Band band, int64_t n)
    : band_(band),
      size_(static_cast<uint32_t>(n)),
      row_bytes_(row_bytes(n)),
      row_mask_(row_bytes_ == 3 ? 0xffffff : 0xffffffff),
      starts_(reinterpret_cast<const uint32_t*>(bytes)),
      keys_(reinterpret_cast<const uint16_t*>(bytes + starts_bytes(band))),
      rows_(bytes + starts_bytes(band) + keys_bytes(n)) {}

}  // namespace sleeve
