// For one band: which codes have each value, found by direct address.
#ifndef SLEEVE_INDEX_MULTI_INDEX_TABLE_H_
#define SLEEVE_INDEX_MULTI_INDEX_TABLE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "index/multi_index_bands.h"
#include "index/multi_index_memory.h"

namespace sleeve {

/// Rows sorted by the value of one band: those whose band has value v are
/// rows()[starts()[v]] to rows()[starts()[v + 1]], in ascending order.
class BandOrder {
 public:
  /// `codes` is [n][code_bytes], n < 2^32.
  BandOrder(std::span<const uint8_t> codes, size_t code_bytes, Band band);

  const uint32_t* starts() const { return starts_.data(); }  ///< [2^width + 1]
  const uint32_t* rows() const { return rows_.data(); }      ///< [n]

 private:
  LargeArray<uint32_t> starts_;
  LargeArray<uint32_t> rows_;
};

/// Places [begin, end) of a table.
struct Places {
  uint32_t begin = 0;
  uint32_t end = 0;
};

/// A BandOrder with the key of each row beside it, laid out as an index file
/// holds it (docs/index-file.md): starts, keys, rows, each filled up to a
/// multiple of 64 bytes. Holds no copy. Whatever the bytes are, nothing
/// outside of them, and no row that does not exist, is given.
class BandTable {
 public:
  /// What a table of n rows takes.
  static size_t bytes_needed(Band band, int64_t n);

  /// Fills `bytes` [bytes_needed()], aligned to 64, from `codes` [n][...].
  static void fill(std::span<const uint8_t> codes, size_t code_bytes, Band band,
                   Band key, uint8_t* bytes);

  /// Reads the table that lies at `bytes`, n >= 1.
  BandTable(const uint8_t* bytes, Band band, int64_t n);

  Band band() const { return band_; }

  void prefetch(uint32_t value) const { __builtin_prefetch(starts_ + value); }

  Places places(uint32_t value) const {
    const uint32_t begin = std::min(starts_[value], size_);
    return {begin, std::clamp(starts_[value + 1], begin, size_)};
  }

  /// Keys by place; kKeyPadding more may be read behind the last.
  const uint16_t* keys() const { return keys_; }

  void prefetch_row(uint32_t place) const {
    __builtin_prefetch(rows_ + size_t{place} * row_bytes_);
  }

  uint32_t row(uint32_t place) const {
    uint32_t row;
    std::memcpy(&row, rows_ + size_t{place} * row_bytes_, sizeof(row));
    return std::min(row & row_mask_, size_ - 1);
  }

 private:
  Band band_;
  uint32_t size_;
  size_t row_bytes_;
  uint32_t row_mask_;
  const uint32_t* starts_;
  const uint16_t* keys_;
  const uint8_t* rows_;
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_MULTI_INDEX_TABLE_H_
