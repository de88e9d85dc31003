// A Hash is 64 or 256 bits under a named algorithm and version.
#ifndef SLEEVE_CORE_HASH_H_
#define SLEEVE_CORE_HASH_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/pixels.h"

namespace sleeve {

/// The values are written to files: append, never renumber.
enum class Algorithm : uint8_t {
  cover256 = 1,       ///< ours, for artwork
  pdq = 2,            ///< PDQ of ThreatExchange
  phash64 = 3,        ///< ImageHash phash(hash_size=8)
  dhash64 = 4,        ///< ImageHash dhash(hash_size=8)
  ahash64 = 5,        ///< ImageHash average_hash(hash_size=8)
  iscc_image = 6,     ///< ISO 24138 Image-Code, 64 bits
  iscc_image256 = 7,  ///< ISO 24138 Image-Code, 256 bits
};

/// The name that people type: "cover256", "pdq", "phash64", "dhash64",
/// "ahash64", "iscc-image", "iscc-image256".
std::string_view algorithm_name(Algorithm algorithm);

/// Name and version, as records carry it: "cover256/1". Hashes of unlike
/// identity are never compared.
std::string algorithm_identity(Algorithm algorithm);

/// Returns the algorithm of a name; nothing when there is no such name.
std::optional<Algorithm> find_algorithm(std::string_view name);

/// All of them, in the order in which help texts list them.
const std::vector<Algorithm>& all_algorithms();

/// 64 or 256.
int hash_bits(Algorithm algorithm);

/// Bits are row-major, most significant bit of bytes[0] first; a 64-bit hash
/// fills bytes[0..7] and leaves the rest zero.
struct Hash {
  Algorithm algorithm = Algorithm::cover256;
  std::array<uint8_t, 32> bytes{};

  bool operator==(const Hash&) const = default;
};

/// Lower-case hex: 16 or 64 digits.
std::string to_hex(const Hash& hash);

/// Reads what to_hex() writes, in either case; nothing when the length or a
/// digit is wrong.
std::optional<Hash> parse_hex(Algorithm algorithm, std::string_view hex);

/// Differing bits. Throws Error (unsupported) for unlike algorithms.
int distance(const Hash& a, const Hash& b);

/// A hash with how much its picture has to say, 0 (flat) to 100. Hashes of
/// quality below 50 match too much to be used alone.
struct Hashed {
  Hash hash;
  int quality = 0;
};

}  // namespace sleeve

#endif  // SLEEVE_CORE_HASH_H_
