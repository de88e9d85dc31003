#include "index/checksum.h"

#include <xxhash.h>

namespace sleeve {

uint64_t checksum(const void* data, size_t size, uint64_t seed) {
  return XXH3_64bits_withSeed(data, size, seed);
}

}  // namespace sleeve
