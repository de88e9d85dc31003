// What matching needs of a picture, as far as the effort goes.
#ifndef SLEEVE_CORE_PICTURE_H_
#define SLEEVE_CORE_PICTURE_H_

#include <array>
#include <optional>

#include "core/box.h"
#include "core/decode.h"
#include "core/fingerprint.h"
#include "core/pixels.h"

namespace sleeve {

/// How far the search for artworks goes.
enum class Effort {
  fast,      ///< by hash and features: whole pictures in eight orientations
  thorough,  ///< by local features too: parts, turned, framed, in perspective
};

/// "fast", "thorough".
const char* effort_name(Effort effort);

/// The longer side of the grey picture that a thorough search looks at is at
/// most this, in samples.
inline constexpr int kSceneSide = 1024;

/// What is left of a picture when a plain frame is taken off.
struct Inside {
  std::array<Fingerprint, 8> fingerprints{};
  Box box;  ///< in samples of the upright picture at full size

  bool operator==(const Inside&) const = default;
};

struct Picture {
  /// Of the eight orientations, as fingerprint_orientations() makes them.
  std::array<Fingerprint, 8> fingerprints;

  /// Where inside_frame() finds something (core/frame.h).
  std::optional<Inside> inside;

  /// The upright picture in grey, for Effort::thorough; else it has no rows.
  Image grey;

  /// Where it begins in the upright picture that was stored, when bars around
  /// it were taken off (core/origin.h).
  int row = 0;
  int column = 0;
};

/// Decodes a picture. A bad one is a Problem.
Result<Picture> picture_of(Bytes bytes, Effort effort,
                           const Limits& limits = {});

/// The same of grey, upright samples (1 channel).
Picture picture_of(const Pixels& grey, Effort effort);

}  // namespace sleeve

#endif  // SLEEVE_CORE_PICTURE_H_
