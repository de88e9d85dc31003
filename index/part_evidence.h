// How much a part says for its artwork, and what that is worth.
#ifndef SLEEVE_INDEX_PART_EVIDENCE_H_
#define SLEEVE_INDEX_PART_EVIDENCE_H_

#include <cstdint>
#include <optional>

#include "core/alignment.h"
#include "core/corner_likeness.h"
#include "index/calibration.h"
#include "index/comparison.h"

namespace sleeve {

/// Hashes further apart, or unknown, say nothing.
inline constexpr int kUnknownDistance = 96;

struct PartEvidence {
  /// What the agreeing blocks tell, in nats: the information between artwork
  /// and picture if both were Gaussian fields of as many independent places as
  /// the artwork has. Straight edges and flat areas have none.
  double information = 0;

  /// The mean correlation of the artwork's independent places in the picture,
  /// where negative ones count as none, 0 to 1.
  double agreement = 0;

  /// How many independent places of the artwork the picture shows.
  double places = 0;

  /// The agreement in the rectangle of the artwork, of 12 blocks or more, that
  /// is most surely shown: the rest may be cut off, covered or printed anew.
  double shown_agreement = 0;
  double shown_share = 0;  ///< of the artwork's area, 0 to 1

  int votes = 0;  ///< keypoints that agreed on the place

  /// How alike the artwork's corners are where they should lie, as
  /// corner_likeness() has it; nothing before it is measured.
  std::optional<double> corners;

  /// Bits between the artwork's hash and that of the place, laid upright;
  /// kUnknownDistance where the picture does not show the artwork whole,
  /// nothing before it is measured.
  std::optional<int> distance;
};

/// All but corners and distance.
PartEvidence evidence_of(const Alignment& alignment, int votes);

/// Whether it may well be a candidate, depending on what is not measured yet.
bool is_hopeful(const PartEvidence& evidence);

/// What evidence comes to against a catalogue of `artworks`.
struct PartRuling {
  Standing standing = Standing::none;
  bool edition = false;  ///< alike, but for a good part of it
  double score = 0;      ///< 0 to 1, higher is surer
  double expected_false_matches = 0;
};

/// Whether the picture shows something else than the artwork there, so that
/// even equal hashes prove no match.
bool contradicts(const PartEvidence& evidence);

/// The logarithm of the odds that the place is right, by the model
/// models/parts.json; what is not measured says nothing.
double logit_of(const PartEvidence& evidence);

/// Rules by that logit, as `calibration` has it.
PartRuling rule(const PartEvidence& evidence, int64_t artworks,
                const Calibration& calibration = {});

}  // namespace sleeve

#endif  // SLEEVE_INDEX_PART_EVIDENCE_H_
