// Encoded bytes in, upright Pixels out, within limits that are checked first.
#ifndef SLEEVE_CORE_DECODE_H_
#define SLEEVE_CORE_DECODE_H_

#include <cstddef>
#include <cstdint>

#include "core/error.h"
#include "core/format.h"
#include "core/pixels.h"

namespace sleeve {

/// What a picture may claim. Checked from headers before anything is
/// allocated or decoded; beyond one of them the picture is `too_large`.
struct Limits {
  size_t max_bytes = size_t{256} << 20;  ///< encoded size
  uint64_t max_pixels = 200'000'000;     ///< rows times columns
  int max_frames = 10'000;               ///< of an animation or container
};

/// Which samples the caller wants.
enum class Channels {
  grey,    ///< 1: luma (ITU-R BT.601), alpha flattened on white
  rgb,     ///< 3: alpha flattened on white, grey repeated
  stored,  ///< 1, 2, 3 or 4 as the picture has them; palette expanded
};

struct DecodeOptions {
  Channels channels = Channels::grey;

  /// 0 decodes at full size. Otherwise a JPEG may be decoded at 1/2, 1/4 or
  /// 1/8 as long as neither side falls below min_side samples.
  int min_side = 0;

  /// Turns and mirrors the picture as its EXIF orientation asks.
  bool upright = true;

  Limits limits;
};

struct Decoded {
  Image image;
  Format format = Format::unknown;
  int rows = 0;         ///< of the full-size picture, after `upright`
  int columns = 0;      ///< of the full-size picture, after `upright`
  int orientation = 1;  ///< EXIF orientation found, 1 to 8
};

/// Decodes the first frame. Never throws for what the bytes contain: a bad
/// picture is a Problem. Same bytes, same samples, on every run and machine.
/// Throws std::bad_alloc.
Result<Decoded> decode(Bytes bytes, const DecodeOptions& options);

}  // namespace sleeve

#endif  // SLEEVE_CORE_DECODE_H_
