// How a self-join cuts codes into bands, and which bits it compares first.
#ifndef SLEEVE_INDEX_SELF_JOIN_PLAN_H_
#define SLEEVE_INDEX_SELF_JOIN_PLAN_H_

#include <cstdint>
#include <vector>

#include "index/multi_index_bands.h"

namespace sleeve {

/// A band that is joined: rows whose values differ in at most `threshold` bits
/// are compared.
struct JoinBand {
  Band band;
  int threshold = 0;

  /// Bits that are compared first: `columns` times 32 from `first_bit` on,
  /// starting again at 0 after 255. 8 columns are the whole code.
  int columns = 8;
  int first_bit = 0;

  /// No pair whose columns differ in more bits is new and near.
  int limit = 256;
};

/// Bands for codes of 256 bits such that any two within `radius` meet in at
/// least one. One band of no bits compares everything with everything.
std::vector<JoinBand> plan_self_join(int64_t n, int radius);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_SELF_JOIN_PLAN_H_
