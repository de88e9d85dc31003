// What the catalogue keeps of an artwork, besides its fingerprint, so that it
// can be found as a part of a picture.
#ifndef SLEEVE_CORE_DETAILS_H_
#define SLEEVE_CORE_DETAILS_H_

#include <vector>

#include "core/decode.h"
#include "core/fingerprint.h"
#include "core/keypoints.h"
#include "core/sketch.h"

namespace sleeve {

/// At most 6,000 bytes: a sketch and kArtworkKeypoints.count keypoints.
struct Details {
  Sketch sketch{};
  std::vector<PackedKeypoint> keypoints;

  bool operator==(const Details&) const = default;
};

static_assert(sizeof(Sketch) +
                  kArtworkKeypoints.count * sizeof(PackedKeypoint) <=
              6000);

/// The details of an upright grey picture (1 channel).
Details details(const Pixels& grey);

/// Fingerprint and details of an artwork.
struct Described {
  Fingerprint fingerprint;
  Details details;
};

/// fingerprint_bytes() and details(). A bad picture is a Problem.
Result<Described> describe_bytes(Bytes bytes, const Limits& limits = {});

}  // namespace sleeve

#endif  // SLEEVE_CORE_DETAILS_H_
