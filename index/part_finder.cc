#include "index/part_finder.h"

#include <algorithm>
#include <optional>

#include "core/corner_likeness.h"
#include "core/straightened.h"
#include "index/comparison.h"
#include "index/part_proposals.h"

namespace sleeve {
namespace {

constexpr size_t kMaxLaid = 80;  // places that are aligned at all
constexpr int kMaxMisses = 20;   // after so many wrong ones, only sure ones
constexpr int kSureVotes = 4;
constexpr int kMirroredVotes = 3;

// `map` to the mirror image of a scene, as a map to the scene itself.
Homography mirror_image(const Homography& map, double columns) {
  Homography mirrored = map;
  for (int i = 0; i < 3; ++i) mirrored[i] = columns * map[i + 6] - map[i];
  return mirrored;
}

// Whether it would be a match if chance never made one.
bool is_sure(const PartEvidence& evidence) {
  constexpr int64_t kNoChances = 0;
  return rule(evidence, kNoChances).standing == Standing::match;
}

int hash_distance(const Subject& artwork, const Scene& scene,
                  const Homography& map) {
  const auto [rows, columns] = artwork.shape;
  const auto place = hash_at(scene, map, rows, columns);
  if (!place || place->quality < kMatchQuality) return kUnknownDistance;
  return distance(place->hash, {Algorithm::cover256, artwork.code});
}

}  // namespace

PartRuling rule(const Part& part, int64_t artworks,
                const Calibration& calibration) {
  if (!part.mirrored) return rule(part.evidence, artworks, calibration);
  PartRuling ruling = rule(part.evidence, artworks * kMirrorPrice, calibration);
  if (ruling.standing == Standing::candidate) ruling.standing = Standing::none;
  return ruling;
}

Part lay(const Subject& artwork, const Scene& scene, const Homography& map,
         int votes) {
  const auto [rows, columns] = artwork.shape;
  Part part;
  part.votes = votes;
  part.alignment = align(unpack(artwork.sketch), rows, columns, scene, map);
  part.evidence = evidence_of(part.alignment, votes);
  const Homography& place = part.alignment.map;
  if (is_hopeful(part.evidence)) {
    part.evidence.distance = hash_distance(artwork, scene, place);
  }
  if (is_hopeful(part.evidence)) {
    part.evidence.corners =
        corner_likeness(artwork.corners, rows, columns, scene, place);
  }
  return part;
}

std::vector<Part> PartFinder::find(const Scene& scene) const {
  return find(scene, false);
}

std::vector<Part> PartFinder::find_mirrored(const Scene& scene) const {
  return find(scene, true);
}

std::vector<Part> PartFinder::find(const Scene& scene, bool mirrored) const {
  const std::vector<Keypoint>& picture =
      mirrored ? scene.mirrored_keypoints() : scene.keypoints();
  const std::vector<Hit> hits = parts_.hits(picture);
  const auto proposals = propose_places(parts_, picture, hits);
  std::vector<Part> found;
  int misses = 0;
  for (size_t i = 0; i < std::min(proposals.size(), kMaxLaid); ++i) {
    const Proposal& proposal = proposals[i];
    if (misses >= kMaxMisses && proposal.votes < kSureVotes) break;
    if (mirrored && proposal.votes < kMirroredVotes) continue;
    const Homography map =
        mirrored ? mirror_image(proposal.map, scene.columns()) : proposal.map;
    if (auto part =
            check(scene, proposal.hits[0].artwork, map, proposal.votes)) {
      part->mirrored = mirrored;
      misses += is_sure(part->evidence) ? 0 : 1;
      found.push_back(*part);
    }
  }
  return found;
}

std::optional<Part> PartFinder::check(const Scene& scene, int64_t position,
                                      const Homography& map, int votes) const {
  const Subject artwork = parts_.subject(position);
  if (!(artwork.shape.rows > 0)) return std::nullopt;
  Part part = lay(artwork, scene, map, votes);
  part.artwork = position;
  return part;
}

std::array<Point, 4> PartFinder::region(const Part& part) const {
  const Shape& shape = parts_.shape(part.artwork);
  std::array<Point, 4> corners = {Point{0, 0}, Point{shape.columns, 0},
                                  Point{shape.columns, shape.rows},
                                  Point{0, shape.rows}};
  for (Point& corner : corners) corner = mapped(part.alignment.map, corner);
  return corners;
}

}  // namespace sleeve
