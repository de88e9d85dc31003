#include "index/matcher.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/error.h"
#include "core/scene.h"
#include "index/chance_model.h"
#include "index/comparison.h"
#include "index/part_finder.h"
#include "index/parts_model.h"
#include "index/region.h"
#include "index/whole_finder.h"

namespace sleeve {
namespace {

bool better(const Match& a, const Match& b) {
  if (a.score != b.score) return a.score > b.score;
  return a.artwork_id < b.artwork_id;
}

// One artwork and what was decided about it.
struct Finding {
  Standing standing = Standing::none;
  Match match;
};

bool stands(const Finding& finding) {
  return finding.standing != Standing::none;
}

// By position of the artwork.
using Found = std::map<int64_t, Finding>;

// A hash within the search radius proposes a place as surely as so many
// agreeing keypoints.
constexpr int kVotesOfHash = 8;

Finding finding_of(const Whole& whole) {
  const Comparison& comparison = whole.comparison;
  Finding finding;
  finding.standing = comparison.standing;
  finding.match.score = comparison.score;
  finding.match.distance = comparison.distance;
  finding.match.region = region_of(whole);
  finding.match.transform = comparison.transform;
  if (whole.framed) {
    finding.match.transform =
        comparison.orientation == 1 ? "part" : "part+" + comparison.transform;
  }
  finding.match.expected_false_matches = comparison.expected_false_matches;
  return finding;
}

Finding finding_of(const Part& part, const PartRuling& ruling,
                   const PartFinder& finder, const Fingerprint& upright) {
  Finding finding;
  finding.standing = ruling.standing;
  finding.match.score = ruling.score;
  finding.match.kind = ruling.edition ? MatchKind::edition : MatchKind::same;
  finding.match.region = finder.region(part);
  const double side = std::max(upright.rows, upright.columns);
  for (Point& corner : finding.match.region) {
    corner.x *= side;
    corner.y *= side;
  }
  finding.match.transform =
      describe_region(finding.match.region, upright.rows, upright.columns);
  finding.match.expected_false_matches = ruling.expected_false_matches;
  return finding;
}

// A look at the details settles what the hash alone leaves open, and tells a
// template with other contents from its artwork.
void confirm(Finding& finding, const PartEvidence& evidence, int64_t artworks,
             const Calibration& calibration) {
  if (contradicts(evidence) && finding.standing == Standing::match) {
    finding.standing = Standing::candidate;
    return;
  }
  const PartRuling ruling = rule(evidence, artworks, calibration);
  if (ruling.standing == Standing::none) return;
  if (ruling.standing == Standing::match) {
    finding.standing = Standing::match;
    finding.match.score = std::max(finding.match.score, ruling.score);
    finding.match.expected_false_matches = std::min(
        finding.match.expected_false_matches, ruling.expected_false_matches);
  }
  if (ruling.edition) finding.match.kind = MatchKind::edition;
}

// Artworks that look like very much need stronger evidence.
void hold_hubs(Finding& finding, const Calibration& calibration) {
  const auto hub = calibration.hubs.find(finding.match.artwork_id);
  if (hub == calibration.hubs.end()) return;
  double& expected = finding.match.expected_false_matches;
  expected *= hub->second;
  if (finding.standing == Standing::match && expected > calibration.rate) {
    finding.standing = Standing::candidate;
  }
}

// Settles what the hashes found by the details where they lie.
void confirm_wholes(const Scene& scene, const PartFinder& finder,
                    const Parts& parts, const std::map<int64_t, Whole>& wholes,
                    double side, int64_t artworks,
                    const Calibration& calibration, Found& found) {
  for (const auto& [position, whole] : wholes) {
    const Homography map = map_of(whole, parts.shape(position), side);
    if (const auto part = finder.check(scene, position, map, kVotesOfHash)) {
      confirm(found[position], part->evidence, artworks, calibration);
    }
  }
}

// Adds the parts that stand to what is found of whole pictures.
void add_parts(const std::vector<Part>& parts, const PartFinder& finder,
               const Picture& picture, const Snapshot& snapshot,
               const Calibration& calibration, Found& found) {
  for (const Part& part : parts) {
    const PartRuling ruling = rule(part, snapshot.size(), calibration);
    if (ruling.standing == Standing::none) continue;
    Finding finding = finding_of(part, ruling, finder, picture.fingerprints[0]);
    finding.match.distance =
        least_distance(picture.fingerprints, snapshot, part.artwork);
    const auto known = found.find(part.artwork);
    if (known == found.end() || !stands(known->second) ||
        (ruling.standing == Standing::match &&
         known->second.standing != Standing::match)) {
      found[part.artwork] = std::move(finding);
    }
  }
}

Matches sorted(Found& found, const Snapshot& snapshot,
               const Calibration& calibration) {
  Matches matches;
  for (auto& [position, finding] : found) {
    if (!stands(finding)) continue;
    finding.match.artwork_id = snapshot.id(position);
    finding.match.twins = twins_of(snapshot, position);
    hold_hubs(finding, calibration);
    (finding.standing == Standing::match ? matches.matches : matches.candidates)
        .push_back(std::move(finding.match));
  }
  std::sort(matches.matches.begin(), matches.matches.end(), better);
  std::sort(matches.candidates.begin(), matches.candidates.end(), better);
  return matches;
}

}  // namespace

Matcher::Matcher(std::shared_ptr<const Snapshot> snapshot,
                 std::shared_ptr<const Parts> parts, Calibration calibration)
    : snapshot_(std::move(snapshot)),
      parts_(std::move(parts)),
      calibration_(std::move(calibration)) {}

Matcher Matcher::open(const Catalogue& catalogue, Effort effort) {
  constexpr int kTries = 5;
  const Calibration calibration = load_calibration(catalogue.info().path);
  for (int i = 1;; ++i) {
    auto snapshot = catalogue.snapshot();
    if (effort == Effort::fast) {
      return Matcher(std::move(snapshot), nullptr, calibration);
    }
    try {
      auto parts = catalogue.parts(*snapshot);
      return Matcher(std::move(snapshot), std::move(parts), calibration);
    } catch (const Error& error) {  // A writer came between the two.
      if (error.code() != ErrorCode::io_error || i == kTries) throw;
    }
  }
}

std::vector<std::string> Matcher::models(Effort effort) {
  if (effort == Effort::fast) return {kChanceModel};
  return {kChanceModel, keypoint_identity(), kPartsModel};
}

std::vector<std::string> Matcher::models() const {
  std::vector<std::string> all = models(effort());
  const std::string calibration = calibration_.identity();
  if (!calibration.empty()) all.push_back(calibration);
  return all;
}

int64_t Matcher::without_details() const {
  int64_t count = 0;
  for (int64_t i = 0; parts_ != nullptr && i < parts_->size(); ++i) {
    count += parts_->shape(i).rows > 0 ? 0 : 1;
  }
  return count;
}

Matches Matcher::match(const std::array<Fingerprint, 8>& picture) const {
  Picture whole;
  whole.fingerprints = picture;
  return match(whole);
}

Matches Matcher::match(const Picture& picture) const {
  const auto wholes = find_whole(*snapshot_, picture, calibration_);
  Found found;
  for (const auto& [position, whole] : wholes) {
    found[position] = finding_of(whole);
  }
  if (parts_ != nullptr && picture.grey.pixels().rows > 0) {
    const Fingerprint& upright = picture.fingerprints[0];
    const Scene scene(picture.grey.pixels());
    const PartFinder finder(*parts_);
    confirm_wholes(scene, finder, *parts_, wholes,
                   std::max(upright.rows, upright.columns), snapshot_->size(),
                   calibration_, found);
    add_parts(finder.find(scene), finder, picture, *snapshot_, calibration_,
              found);
    add_parts(finder.find_mirrored(scene), finder, picture, *snapshot_,
              calibration_, found);
  }
  return sorted(found, *snapshot_, calibration_);
}

}  // namespace sleeve
