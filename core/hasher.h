// Picture bytes in, hash out, under any of the algorithms.
#ifndef SLEEVE_CORE_HASHER_H_
#define SLEEVE_CORE_HASHER_H_

#include <array>

#include "core/decode.h"
#include "core/hash.h"

namespace sleeve {

/// The decoding that `algorithm` asks for: channels, smallest side, and
/// whether its reference obeys the EXIF orientation.
DecodeOptions decode_options(Algorithm algorithm);

/// Hashes samples that were decoded with decode_options(algorithm).
Hashed hash_pixels(const Pixels& pixels, Algorithm algorithm);

/// The hashes of the eight orientations of the picture: element i is the
/// hash of the picture that EXIF orientation i + 1 would turn upright.
/// Element 0 is hash_pixels().
std::array<Hashed, 8> hash_orientations(const Pixels& pixels,
                                        Algorithm algorithm);

/// decode() and hash_pixels(). A bad picture is a Problem.
Result<Hashed> hash_bytes(Bytes bytes, Algorithm algorithm,
                          const Limits& limits = {});

}  // namespace sleeve

#endif  // SLEEVE_CORE_HASHER_H_
