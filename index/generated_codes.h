// Codes that are like a real catalogue's, made from a seed: for tests and for
// measuring search without a catalogue at hand.
#ifndef SLEEVE_INDEX_GENERATED_CODES_H_
#define SLEEVE_INDEX_GENERATED_CODES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "index/exact_index.h"
#include "index/multi_index_memory.h"

namespace sleeve {

/// Codes [n][32] with correlated bits (distances of strangers have mean 128
/// and deviation 8.7, where independent bits would give 8). Of all draws 18 %
/// open a cluster of 2 to 8 codes within 0 to 40 bits of its first, and one
/// cluster of n / 2000 lies within 20, as blank covers do. In random order.
/// Equal seeds give equal codes, on every machine.
LargeArray<uint8_t> generate_codes(size_t n, uint64_t seed);

/// The first 64 bits of each of codes [n][32].
LargeArray<uint8_t> shorten_codes(std::span<const uint8_t> codes);

/// Queries [m][code_bytes]: codes of `codes` [n][code_bytes], 32 or 8 bytes,
/// with 0 to 40 of 256 or 0 to 10 of 64 bits flipped, all numbers of flips
/// being equally likely. Random where n is 0.
std::vector<uint8_t> generate_queries(std::span<const uint8_t> codes, size_t m,
                                      uint64_t seed,
                                      size_t code_bytes = kCodeBytes);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_GENERATED_CODES_H_
