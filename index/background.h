// Searches a catalogue for what is not in it, to measure how often chance
// alone makes a match.
#ifndef SLEEVE_INDEX_BACKGROUND_H_
#define SLEEVE_INDEX_BACKGROUND_H_

#include <cstdint>
#include <vector>

#include "core/picture.h"
#include "index/calibration.h"
#include "index/comparison.h"
#include "index/parts.h"
#include "index/snapshot.h"

namespace sleeve {

/// How sure an artwork seemed to be a part of a picture: the logit of its
/// evidence, before any calibration, and what it would come to if chance never
/// made a match.
struct PartScore {
  int64_t artwork = 0;  ///< position in the snapshot
  double logit = 0;
  Standing best = Standing::none;
};

/// What a search finds of a picture before anything is judged.
struct Background {
  std::vector<PartScore> parts;  ///< in no order, each artwork at most once
  std::vector<PartScore> mirrored;
  int64_t near_hashes = 0;  ///< artworks within kSearchRadius bits
};

/// `picture` has its grey; `parts` belong to `snapshot`. What a place comes to
/// is judged by the scale and shift of `calibration`.
Background background_of(const Picture& picture, const Snapshot& snapshot,
                         const Parts& parts, const Calibration& calibration);

/// How many artworks within kSearchRadius bits models/chance.json expects of
/// one unrelated picture.
double expected_near_hashes(int64_t artworks);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_BACKGROUND_H_
