// For one band: which codes have each value, found by direct address.
#ifndef SLEEVE_INDEX_MULTI_INDEX_TABLE_H_
#define SLEEVE_INDEX_MULTI_INDEX_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <span>

#include "index/multi_index_bands.h"
#include "index/multi_index_memory.h"

namespace sleeve {

/// Rows sorted by the value of one band: those whose band has value v are
/// rows()[starts()[v]] to rows()[starts()[v + 1]], in ascending order.
class BandTable {
 public:
  /// `codes` is [n][code_bytes], n < 2^32.
  BandTable(std::span<const uint8_t> codes, size_t code_bytes, Band band);

  Band band() const { return band_; }
  const uint32_t* starts() const { return starts_.data(); }  ///< [2^width + 1]
  const uint32_t* rows() const { return rows_.data(); }      ///< [n]

  size_t bytes() const { return 4 * (starts_.size() + rows_.size()); }

 private:
  Band band_;
  LargeArray<uint32_t> starts_;
  LargeArray<uint32_t> rows_;
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_MULTI_INDEX_TABLE_H_
