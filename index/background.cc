#include "index/background.h"

#include <algorithm>
#include <iterator>
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
  const auto score = [&](const Part& part) -> PartScore {
    constexpr int64_t kNoChances = 0;
    return {part.artwork, logit_of(part.evidence),
            rule(part, kNoChances, calibration).standing};
  };
  const Scene scene(picture.grey.pixels());
  const PartFinder finder(parts);
  std::ranges::transform(finder.find(scene),
                         std::back_inserter(background.parts), score);
  std::ranges::transform(finder.find_mirrored(scene),
                         std::back_inserter(background.mirrored), score);
  return background;
}

double expected_near_hashes(int64_t artworks) {
  return chance_within(kSearchRadius) * static_cast<double>(artworks);
}

}  // namespace sleeve
