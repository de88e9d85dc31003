// Finds artworks as parts of a picture: keypoints propose where they might
// lie, and their sketches tell how alike the picture is there.
#ifndef SLEEVE_INDEX_PART_FINDER_H_
#define SLEEVE_INDEX_PART_FINDER_H_

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/alignment.h"
#include "core/geometry.h"
#include "core/scene.h"
#include "index/part_evidence.h"
#include "index/parts.h"

namespace sleeve {

/// An artwork that may lie somewhere in a picture.
struct Part {
  int64_t artwork = 0;  ///< position in the snapshot
  int votes = 0;        ///< keypoints that agree on where it lies
  Alignment alignment;
  PartEvidence evidence;
  bool mirrored = false;  ///< the scene shows it as a mirror does
};

/// Rules by the part's evidence. Hardly any artwork is seen mirrored: such a
/// place is a match or nothing, and judged as if there were kMirrorPrice times
/// as many artworks, so that chance is given a tenth more matches in all.
PartRuling rule(const Part& part, int64_t artworks,
                const Calibration& calibration = {});
inline constexpr int64_t kMirrorPrice = 10;

/// Lays an artwork upon `scene`, starting at `map`, which so many keypoints
/// (`votes`) propose.
Part lay(const Subject& artwork, const Scene& scene, const Homography& map,
         int votes);

/// Finds parts in pictures. Immutable, so threads may share it.
class PartFinder {
 public:
  explicit PartFinder(const Parts& parts) : parts_(parts) {}

  /// The likeliest places of artworks in `scene`, at most one for each artwork,
  /// in no order; most are wrong, which their alignment shows.
  std::vector<Part> find(const Scene& scene) const;

  /// The same of artworks as a mirror shows them; only places that more
  /// corners agree on.
  std::vector<Part> find_mirrored(const Scene& scene) const;

  /// Artwork `position` where it is thought to lie, if it has details.
  std::optional<Part> check(const Scene& scene, int64_t position,
                            const Homography& map, int votes) const;

  /// How the artwork's corners lie: top left, top right, bottom right, bottom
  /// left, in sides of the scene.
  std::array<Point, 4> region(const Part& part) const;

 private:
  std::vector<Part> find(const Scene& scene, bool mirrored) const;

  const Parts& parts_;
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_PART_FINDER_H_
