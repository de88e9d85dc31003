#include "core/hasher.h"

#include "core/cover256.h"
#include "core/imagehash.h"
#include "core/iscc_image.h"
#include "core/orientation.h"
#include "core/pdq.h"
#include "core/plane.h"

namespace sleeve {
namespace {

std::array<Hashed, 8> cover256_orientations(const Pixels& grey) {
  const Coefficients upright = dct(normalise(grey));
  std::array<Hashed, 8> all;
  for (int i = 0; i < 8; ++i) all[i] = cover256(turned_upright(upright, i + 1));
  return all;
}

}  // namespace

DecodeOptions decode_options(Algorithm algorithm) {
  DecodeOptions options;
  switch (algorithm) {
    case Algorithm::cover256:
      options.min_side = kPlaneMinSide;
      break;
    // Neither PDQ's reference nor ImageHash obeys the orientation.
    case Algorithm::pdq:
    case Algorithm::phash64:
    case Algorithm::dhash64:
    case Algorithm::ahash64:
      options.channels = Channels::stored;
      options.upright = false;
      break;
    case Algorithm::iscc_image:
    case Algorithm::iscc_image256:
      options.channels = Channels::rgb;
      break;
  }
  return options;
}

Hashed hash_pixels(const Pixels& pixels, Algorithm algorithm) {
  switch (algorithm) {
    case Algorithm::cover256:
      return cover256(dct(normalise(pixels)));
    case Algorithm::pdq:
      return pdq(pixels);
    case Algorithm::phash64:
      return phash64(pixels);
    case Algorithm::dhash64:
      return dhash64(pixels);
    case Algorithm::ahash64:
      return ahash64(pixels);
    case Algorithm::iscc_image:
    case Algorithm::iscc_image256:
      return iscc_image(pixels, algorithm);
  }
  throw Error(ErrorCode::invalid_argument, "There is no such hash algorithm.");
}

std::array<Hashed, 8> hash_orientations(const Pixels& pixels,
                                        Algorithm algorithm) {
  if (algorithm == Algorithm::cover256) return cover256_orientations(pixels);
  if (algorithm == Algorithm::pdq) return pdq_orientations(pixels);
  std::array<Hashed, 8> all;
  for (int i = 0; i < 8; ++i) {
    all[i] = hash_pixels(turned_upright(pixels, i + 1).pixels(), algorithm);
  }
  return all;
}

Result<Hashed> hash_bytes(Bytes bytes, Algorithm algorithm,
                          const Limits& limits) {
  DecodeOptions options = decode_options(algorithm);
  options.limits = limits;
  Result<Decoded> decoded = decode(bytes, options);
  if (!decoded) return decoded.problem();
  return hash_pixels(decoded->image.pixels(), algorithm);
}

}  // namespace sleeve
