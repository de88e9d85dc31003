// Checks codes that are scattered through memory: kernels for MultiIndex, the
// best of which is chosen at run time as in index/hamming.h.
#ifndef SLEEVE_INDEX_MULTI_INDEX_KERNELS_H_
#define SLEEVE_INDEX_MULTI_INDEX_KERNELS_H_

#include <cstddef>
#include <cstdint>

#include "index/hamming.h"

namespace sleeve {

/// Keys that lie together in a table, and what is sought among them.
struct KeyRange {
  const uint16_t* keys;  ///< [count]; kKeyPadding more may be read
  uint32_t count;
  uint16_t query;
  int16_t limit;  ///< bits that a key may differ in; -1: no key passes
};

inline constexpr size_t kKeyPadding = 64;

/// A key that passed. Undefined at first, like RowHit.
struct KeyHit {
  uint32_t range;
  uint32_t at;  ///< its place in the range
};

/// Writes to `hits` the keys of `ranges` [n] that pass, by range, then place,
/// and returns how many. hits has room for all keys of the ranges.
size_t check_keys(const KeyRange* ranges, size_t n, KeyHit* hits);

/// One of several codes that lies near a query. Undefined at first, since
/// clearing room for a thousand of them would cost as much as a search.
struct RowHit {
  uint32_t at;  ///< its place among the rows that were given
  int32_t distance;
};

/// Writes to `hits` those of `rows` [n] whose code is at most `radius` bits
/// from `query` [4 words, unused ones 0], in the order of `rows`, and returns
/// how many. `codes` has rows of `code_bytes` bytes, 8 or 32. hits has room
/// for n.
size_t check_rows(const uint8_t* codes, size_t code_bytes, const uint32_t* rows,
                  size_t n, const uint64_t* query, int radius, RowHit* hits);

/// As scan_codes(), for codes [n][8] and a query of one word.
size_t scan_short_codes(const uint8_t* codes, size_t n, uint64_t query,
                        int radius, TileHit* hits);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_MULTI_INDEX_KERNELS_H_
