// Checksums that show damage, not forgery: XXH3-64.
#ifndef SLEEVE_INDEX_CHECKSUM_H_
#define SLEEVE_INDEX_CHECKSUM_H_

#include <cstddef>
#include <cstdint>

namespace sleeve {

/// XXH3-64 of [size] bytes. A checksum as the seed of the next one joins
/// them.
uint64_t checksum(const void* data, size_t size, uint64_t seed = 0);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_CHECKSUM_H_
