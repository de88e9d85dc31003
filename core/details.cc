#include "core/details.h"

namespace sleeve {

Details details(const Pixels& grey) {
  Details details;
  details.sketch = sketch(grey);
  for (const Keypoint& keypoint : keypoints(grey, kArtworkKeypoints)) {
    details.keypoints.push_back(pack(keypoint));
  }
  return details;
}

Result<Described> describe_bytes(Bytes bytes, const Limits& limits) {
  // Of its own decoding: the hash of an artwork is that of any picture.
  const Result<Fingerprint> made = fingerprint_bytes(bytes, limits);
  if (!made) return made.problem();
  DecodeOptions options;
  options.min_side = kArtworkKeypoints.side;
  options.limits = limits;
  const Result<Decoded> decoded = decode(bytes, options);
  if (!decoded) return decoded.problem();
  return Described{*made, details(decoded->image.pixels())};
}

}  // namespace sleeve
