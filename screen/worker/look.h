// Looks at a picture's own pixels: their digest, and a thumbnail for people.
#ifndef SLEEVE_SCREEN_WORKER_LOOK_H_
#define SLEEVE_SCREEN_WORKER_LOOK_H_

#include <array>
#include <cstdint>
#include <vector>

#include "core/decode.h"

namespace sleeve {

/// XXH3, twice with unlike seeds, of the sides and the upright samples as RGBA
/// of 8 bits: equal for the same decoded picture whatever holds it. Shows
/// sameness, not forgery.
using PixelDigest = std::array<uint8_t, 16>;

enum class LookFor { pixels, thumbnail };

/// Thumbnails never have more bytes.
inline constexpr size_t kThumbnailBytes = 8192;

inline constexpr int kThumbnailSide = 96;

/// What was looked for; the other is empty.
struct Look {
  PixelDigest pixels{};
  std::vector<uint8_t> thumbnail;  ///< a JPEG

  bool operator==(const Look&) const = default;
};

/// Decodes the picture. A bad one is a Problem.
Result<Look> look(Bytes bytes, LookFor wanted, const Limits& limits);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_WORKER_LOOK_H_
