// Exact search over 64-bit codes by reading all of them.
#ifndef SLEEVE_INDEX_SHORT_SCAN_H_
#define SLEEVE_INDEX_SHORT_SCAN_H_

#include <cstdint>
#include <span>
#include <vector>

#include "index/exact_index.h"

namespace sleeve {

/// What ExactIndex is to codes of 256 bits: scans codes [n][8], tile by tile,
/// each tile for all queries [m][8] of a batch while it lies in the cache.
/// Element i answers query i.
std::vector<std::vector<Neighbour>> scan_short_within(
    std::span<const uint8_t> codes, std::span<const uint8_t> queries,
    int radius);
std::vector<std::vector<Neighbour>> scan_short_nearest(
    std::span<const uint8_t> codes, std::span<const uint8_t> queries,
    int64_t k);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_SHORT_SCAN_H_
