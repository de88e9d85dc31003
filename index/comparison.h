// Decides whether a picture shows an artwork, and how sure that is.
#ifndef SLEEVE_INDEX_COMPARISON_H_
#define SLEEVE_INDEX_COMPARISON_H_

#include <array>
#include <cstdint>
#include <string>

#include "core/fingerprint.h"
#include "index/calibration.h"

namespace sleeve {

/// What a comparison comes to.
enum class Standing {
  match,      ///< Sleeve stands behind it
  candidate,  ///< plausible but not certain
  none,
};

/// The numbers that a decision rests on.
struct Likeness {
  int distance = 256;     ///< bits between the hashes, 0 to 256
  double similarity = 0;  ///< dot product of the features, -1 to 1
  int quality = 0;        ///< the lesser of the two, 0 to 100
};

/// Codes further apart than this are never compared more closely. The tables
/// of a million codes answer within so many bits several times faster than
/// looking at all of them.
inline constexpr int kSearchRadius = 48;

/// Hashes of one picture in two forms differ in at most so many bits: PDQ's
/// own radius.
inline constexpr int kMatchRadius = 31;

/// Pictures of lower quality have too few bits that stand clear of noise.
inline constexpr int kMatchQuality = 50;

/// Unrelated pictures within the radius agree in their outline only; their
/// features, whose dot product is less than this, tell them apart.
inline constexpr double kMatchSimilarity = 0.85;

struct Comparison {
  Standing standing = Standing::none;
  std::string why;        ///< one clause for people
  int orientation = 1;    ///< EXIF number that turns the picture upright
  std::string transform;  ///< transform_name(orientation)
  int distance = 256;
  double similarity = 0;
  double score = 0;                   ///< 0 to 1, higher is surer
  double expected_false_matches = 1;  ///< see Match
};

/// How a picture that EXIF `orientation` (1 to 8) turns upright shows the
/// artwork: "none", "mirror", "rotate180", "flip", "transpose", "rotate90",
/// "transverse", "rotate270"; degrees count clockwise from the artwork.
const char* transform_name(int orientation);

/// The probability that one unrelated artwork of good quality lies within
/// `distance` bits of a picture in at least one of eight orientations. A
/// normal distribution, below its measured range an exponential tail; the
/// numbers and where they come from are in models/.
double chance_within(int distance);

/// The decision for one artwork in a catalogue of `artworks`.
Comparison judge(const Likeness& likeness, int orientation, int64_t artworks,
                 const Calibration& calibration = {});

/// The best of the eight orientations of `picture` against one artwork.
Comparison compare(const std::array<Fingerprint, 8>& picture,
                   const Fingerprint& artwork, int64_t artworks);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_COMPARISON_H_
