#include "index/background.h"

#include <set>

#include "core/scene.h"
#include "index/part_evidence.h"
#include "index/part_finder.h"

namespace sleeve {

Background background_of(const Picture& picture, const Snapshot& snapshot,
                         const Parts& parts, const Calibration& calibration) {
  std::vector<uint8_t> queries;
  for (const Fingerprint& turned : picture.fingerprints) {
    queries.insert(queries.end(), turned.hash.bytes.begin(),
                   turned.hash.bytes.end());
  }
  std::set<int64_t> near;
  for (const auto& found : snapshot.within_batch(queries, kSearchRadius)) {
    for (const Neighbour& neighbour : found) near.insert(neighbour.position);
  }
  Background background;
  background.near_hashes = static_cast<int64_t>(near.size());
  const Scene scene(picture.grey.pixels());
  for (const Part& part : PartFinder(parts).find(scene)) {
    constexpr int64_t kNoChances = 0;
    const Standing best = rule(part.evidence, kNoChances, calibration).standing;
    background.parts.push_back({part.artwork, logit_of(part.evidence), best});
  }
  return background;
}

double expected_near_hashes(int64_t artworks) {
  return chance_within(kSearchRadius) * static_cast<double>(artworks);
}

}  // namespace sleeve
