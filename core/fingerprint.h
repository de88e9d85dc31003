// All that is kept of a picture.
#ifndef SLEEVE_CORE_FINGERPRINT_H_
#define SLEEVE_CORE_FINGERPRINT_H_

#include <array>
#include <cstdint>

#include "core/cover256.h"
#include "core/decode.h"
#include "core/hash.h"

namespace sleeve {

inline constexpr int kFeatureCount = 64;

/// DCT features: the 64 lowest coefficients, whitened by frequency, of unit
/// length; all zero for a flat picture. Their dot product is a similarity.
using Features = std::array<float, kFeatureCount>;

struct Fingerprint {
  Hash hash;                            ///< cover256
  int quality = 0;                      ///< 0 to 100
  std::array<uint8_t, 32> weak_bits{};  ///< bits of `hash` that may flip
  Features features{};
  int rows = 0;     ///< of the full-size upright picture
  int columns = 0;  ///< of the full-size upright picture

  bool operator==(const Fingerprint&) const = default;
};

/// The fingerprint of grey, upright samples (1 channel). `rows` and `columns`
/// of the result are those of `grey`.
Fingerprint fingerprint(const Pixels& grey);

/// The fingerprint of the picture as orientation i + 1 would turn it upright;
/// element 0 is fingerprint(grey).
std::array<Fingerprint, 8> fingerprint_orientations(const Pixels& grey);

/// The same of a picture of `rows` x `columns` that was decoded smaller.
std::array<Fingerprint, 8> fingerprint_orientations(const Pixels& grey,
                                                    int rows, int columns);

/// decode() and fingerprint(). A bad picture is a Problem.
Result<Fingerprint> fingerprint_bytes(Bytes bytes, const Limits& limits = {});

/// The same in all eight orientations, from one decoding.
Result<std::array<Fingerprint, 8>> fingerprint_bytes_orientations(
    Bytes bytes, const Limits& limits = {});

}  // namespace sleeve

#endif  // SLEEVE_CORE_FINGERPRINT_H_
