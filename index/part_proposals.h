// Proposes where artworks may lie in a picture: where several of its corners,
// which look like some of the artwork's, agree on a place.
#ifndef SLEEVE_INDEX_PART_PROPOSALS_H_
#define SLEEVE_INDEX_PART_PROPOSALS_H_

#include <span>
#include <vector>

#include "core/geometry.h"
#include "index/parts.h"

namespace sleeve {

/// A place, and the hits that speak of it.
struct Proposal {
  std::span<const Hit> hits;  ///< all of one artwork, nearest first
  int votes = 0;              ///< places of the artwork that agree, 2 or more
  double weight = 0;          ///< votes, nearer hits counting more
  Homography map{};           ///< from sides of the artwork to the picture's
};

/// The likeliest place of each artwork in `hits`, which Parts::hits() found of
/// these keypoints of a `picture`; the weightiest first, at most 96.
std::vector<Proposal> propose_places(const Parts& parts,
                                     std::span<const Keypoint> picture,
                                     std::span<const Hit> hits);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_PART_PROPOSALS_H_
