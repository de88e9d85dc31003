#include "screen/worker/look.h"

#include <algorithm>
#include <cstring>

#include "core/thumbnail.h"
#include "index/checksum.h"

namespace sleeve {
namespace {

constexpr uint64_t kSecondSeed = 0x9e3779b97f4a7c15;
constexpr int kFirstQuality = 80;
constexpr int kLeastQuality = 10;

// One row as RGBA; grey is repeated, and what has no alpha is opaque.
void widen(const uint8_t* samples, int columns, int channels,
           std::vector<uint8_t>& rgba) {
  rgba.resize(static_cast<size_t>(columns) * 4);
  const bool grey = channels <= 2;
  const bool alpha = channels % 2 == 0;
  for (int c = 0; c < columns; ++c) {
    const uint8_t* from = samples + ptrdiff_t{c} * channels;
    uint8_t* to = rgba.data() + ptrdiff_t{c} * 4;
    to[0] = from[0];
    to[1] = grey ? from[0] : from[1];
    to[2] = grey ? from[0] : from[2];
    to[3] = alpha ? from[channels - 1] : 255;
  }
}

PixelDigest digest(const Pixels& pixels) {
  const uint32_t sides[2] = {static_cast<uint32_t>(pixels.rows),
                             static_cast<uint32_t>(pixels.columns)};
  uint64_t sums[2] = {checksum(sides, sizeof sides),
                      checksum(sides, sizeof sides, kSecondSeed)};
  std::vector<uint8_t> rgba;
  for (int r = 0; r < pixels.rows; ++r) {
    widen(pixels.row(r), pixels.columns, pixels.channels, rgba);
    for (uint64_t& sum : sums) sum = checksum(rgba.data(), rgba.size(), sum);
  }
  PixelDigest result;
  std::memcpy(result.data(), sums, result.size());
  return result;
}

std::vector<uint8_t> thumbnail(const Pixels& rgb) {
  for (int quality = kFirstQuality;; quality -= 10) {
    auto jpeg = thumbnail_jpeg(rgb, kThumbnailSide, quality);
    if (jpeg.size() <= kThumbnailBytes || quality <= kLeastQuality) {
      jpeg.resize(std::min(jpeg.size(), kThumbnailBytes));
      return jpeg;
    }
  }
}

}  // namespace

Result<Look> look(Bytes bytes, LookFor wanted, const Limits& limits) {
  const bool pixels = wanted == LookFor::pixels;
  DecodeOptions options;
  options.limits = limits;
  options.channels = pixels ? Channels::stored : Channels::rgb;
  options.min_side = pixels ? 0 : kThumbnailSide;
  const Result<Decoded> decoded = decode(bytes, options);
  if (!decoded) return decoded.problem();
  Look result;
  if (pixels) {
    result.pixels = digest(decoded->image.pixels());
  } else {
    result.thumbnail = thumbnail(decoded->image.pixels());
  }
  return result;
}

}  // namespace sleeve
