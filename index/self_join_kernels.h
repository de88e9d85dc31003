// Compares two runs of rows, each with each: kernels for self_join(), the best
// of which is chosen at run time as in index/hamming.h.
#ifndef SLEEVE_INDEX_SELF_JOIN_KERNELS_H_
#define SLEEVE_INDEX_SELF_JOIN_KERNELS_H_

#include <cstddef>
#include <cstdint>

namespace sleeve {

/// The columns of a band: 32 bits of every row, in the band's order. Behind
/// the last row is room for kColumnPadding more, of any content.
struct JoinColumns {
  int count = 0;  ///< 1, 2, 3 or 8
  const uint32_t* words[8] = {};
};

inline constexpr size_t kColumnPadding = 64;

/// Rows that kernels compare with at once: the unit of `begin`'s progress.
inline constexpr size_t kJoinRows = 4;

/// Runs of rows [begin, end) and [other_begin, other_end).
struct JoinTask {
  uint32_t begin, end;
  uint32_t other_begin, other_end;
  int limit;  ///< bits that the columns of a pair may differ in
};

/// Two rows whose columns are near, first < second. Undefined at first.
struct JoinHit {
  uint32_t first, second;
};

/// Finds the pairs of a row of the first run and a later row of the second,
/// until done or until `capacity` hits might not suffice; then task.begin says
/// where to go on. `capacity` must be at least kJoinRows times the second
/// run's length. Returns the number of hits.
size_t join_rows(const JoinColumns& columns, JoinTask& task, JoinHit* hits,
                 size_t capacity);

/// Differing bits of two codes for each hit: rows[first] and rows[second] of
/// `codes` [n][code_bytes], 32 or 8.
void join_distances(const uint8_t* codes, size_t code_bytes,
                    const uint32_t* rows, const JoinHit* hits, size_t count,
                    int* distances);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_SELF_JOIN_KERNELS_H_
