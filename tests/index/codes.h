// Codes that look like a real catalogue's: clusters of near and equal codes
// among strangers.
#ifndef SLEEVE_TESTS_INDEX_CODES_H_
#define SLEEVE_TESTS_INDEX_CODES_H_

#include <cstdint>
#include <random>
#include <vector>

namespace sleeve {

/// Returns codes [n][32]: a third random, a third up to 40 bits from an
/// earlier code, the rest equal to an earlier code.
inline std::vector<uint8_t> clustered_codes(size_t n, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<uint8_t> codes(n * 32);
  for (size_t i = 0; i < n; ++i) {
    const auto kind = i == 0 ? 0 : random() % 3;
    const size_t model = kind == 0 ? 0 : random() % i;
    for (size_t byte = 0; byte < 32; ++byte) {
      codes[i * 32 + byte] =
          kind == 0 ? static_cast<uint8_t>(random()) : codes[model * 32 + byte];
    }
    const auto flips = kind == 1 ? random() % 41 : 0;
    for (unsigned flip = 0; flip < flips; ++flip) {
      const auto bit = random() % 256;
      codes[i * 32 + bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    }
  }
  return codes;
}

}  // namespace sleeve

#endif  // SLEEVE_TESTS_INDEX_CODES_H_
