// How a self-join cuts codes into bands, and which bits it compares first.
#ifndef SLEEVE_INDEX_SELF_JOIN_PLAN_H_
#define SLEEVE_INDEX_SELF_JOIN_PLAN_H_

#include <cstdint>
#include <vector>

#include "index/multi_index_bands.h"

namespace sleeve {

/// A band that is joined: rows whose values differ in at most `threshold` bits
/// are compared by the bits that follow, and those of them that may be near by
/// their whole codes.
struct JoinBand {
  Band band;
  int threshold = 0;

  /// Bits that are compared first: `columns` times 32 from `first_bit` on,
  /// beginning again at 0 behind `wrap_bit`.
  int columns = 0;
  int first_bit = 0;
  int wrap_bit = 0;

  /// Bits in which the band and its columns may differ together.
  int limit = 0;
};

/// Bands for codes of `code_bits` bits, 256 or 64, such that any two within
/// `radius` meet in at least one and pass its limit there: the principle of
/// BandPlan, with several next bands where the columns reach so far. One band
/// of no bits compares everything with everything.
std::vector<JoinBand> plan_self_join(int64_t n, int code_bits, int radius);

/// Bits in which two codes whose words differ by `difference` [4] differ in
/// the columns of `band`.
int column_distance(const JoinBand& band, const uint64_t* difference);

/// Column `c` of a code: 32 bits.
uint32_t column_value(const JoinBand& band, int c, const uint64_t* words);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_SELF_JOIN_PLAN_H_
