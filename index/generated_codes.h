// Codes that are like a real catalogue's, made from a seed: for tests and for
// measuring search without a catalogue at hand.
#ifndef SLEEVE_INDEX_GENERATED_CODES_H_
#define SLEEVE_INDEX_GENERATED_CODES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "index/multi_index_memory.h"

namespace sleeve {

/// Codes [n][32] with correlated bits (distances of strangers have mean 128
/// and deviation 8.7, where independent bits would give 8). Of all draws 18 %
/// open a cluster of 2 to 8 codes within 0 to 40 bits of its first, and one
/// cluster of n / 2000 lies within 20, as blank covers do. In random order.
/// Equal seeds give equal codes, on every machine.
LargeArray<uint8_t> generate_codes(size_t n, uint64_t seed);

/// Queries [m][32]: codes of `codes` [n][32] with 0 to 40 bits flipped, all
/// numbers of flips being equally likely. Random where n is 0.
std::vector<uint8_t> generate_queries(std::span<const uint8_t> codes, size_t m,
                                      uint64_t seed);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_GENERATED_CODES_H_
