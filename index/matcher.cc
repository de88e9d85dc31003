#include "index/matcher.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/error.h"
#include "core/scene.h"
#include "index/chance_model.h"
#include "index/comparison.h"
#include "index/part_evidence.h"
#include "index/part_finder.h"
#include "index/parts_model.h"
#include "index/region.h"

namespace sleeve {
namespace {

std::array<Point, 4> whole_picture(const Fingerprint& picture,
                                   int orientation) {
  std::array<Point, 4> corners = {Point{0, 0}, {1, 0}, {1, 1}, {0, 1}};
  for (Point& corner : corners) {
    corner = placed(corner.x, corner.y, orientation);
    corner.x *= picture.columns;
    corner.y *= picture.rows;
  }
  return corners;
}

double dot(const Features& a, std::span<const float> b) {
  double sum = 0;
  for (int i = 0; i < kFeatureCount; ++i) {
    sum += static_cast<double>(a[i]) * b[i];
  }
  return sum;
}

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

// The best orientation for each artwork whose hash is near.
std::map<int64_t, Comparison> find_whole(
    const Snapshot& snapshot, const std::array<Fingerprint, 8>& picture,
    const Calibration& calibration) {
  std::vector<uint8_t> queries;
  for (const Fingerprint& turned : picture) {
    queries.insert(queries.end(), turned.hash.bytes.begin(),
                   turned.hash.bytes.end());
  }
  const auto found = snapshot.within_batch(queries, kSearchRadius);
  std::map<int64_t, Comparison> best;
  for (int i = 0; i < 8; ++i) {
    for (const Neighbour& near : found[i]) {
      const Likeness likeness{
          near.distance,
          dot(picture[i].features, snapshot.features_of(near.position)),
          std::min(picture[i].quality, snapshot.quality(near.position))};
      Comparison comparison =
          judge(likeness, i + 1, snapshot.size(), calibration);
      Comparison& kept = best[near.position];
      if (comparison.score > kept.score) kept = std::move(comparison);
    }
  }
  return best;
}

Finding finding_of(const Comparison& comparison, const Fingerprint& upright) {
  Finding finding;
  finding.standing = comparison.standing;
  finding.match.score = comparison.score;
  finding.match.distance = comparison.distance;
  finding.match.region = whole_picture(upright, comparison.orientation);
  finding.match.transform = comparison.transform;
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

int least_distance(const std::array<Fingerprint, 8>& picture,
                   const Snapshot& snapshot, int64_t position) {
  Hash hash = picture[0].hash;
  std::ranges::copy(snapshot.code(position), hash.bytes.begin());
  int least = 256;
  for (const Fingerprint& turned : picture) {
    least = std::min(least, distance(turned.hash, hash));
  }
  return least;
}

// The artworks that are the same picture as the one at `position`.
std::vector<std::string> twins_of(const Snapshot& snapshot, int64_t position) {
  const auto code = snapshot.code(position);
  const auto features = [&](int64_t i) { return snapshot.features_of(i); };
  Features mine;
  std::ranges::copy(features(position), mine.begin());
  std::vector<std::string> twins;
  if (snapshot.quality(position) < kMatchQuality) return twins;
  const auto found = snapshot.within_batch(code, kMatchRadius);
  for (const Neighbour& near : found[0]) {
    if (near.position != position &&
        snapshot.quality(near.position) >= kMatchQuality &&
        dot(mine, features(near.position)) >= kMatchSimilarity) {
      twins.emplace_back(snapshot.id(near.position));
    }
  }
  std::sort(twins.begin(), twins.end());
  if (twins.size() > kMostTwins) twins.resize(kMostTwins);
  return twins;
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
  Found found;
  for (const auto& [position, comparison] :
       find_whole(*snapshot_, picture, calibration_)) {
    found[position] = finding_of(comparison, picture[0]);
  }
  return sorted(found, *snapshot_, calibration_);
}

Matches Matcher::match(const Picture& picture) const {
  if (parts_ == nullptr || picture.grey.pixels().rows == 0) {
    return match(picture.fingerprints);
  }
  const Fingerprint& upright = picture.fingerprints[0];
  const Scene scene(picture.grey.pixels());
  const PartFinder finder(*parts_);
  Found found;
  for (const auto& [position, comparison] :
       find_whole(*snapshot_, picture.fingerprints, calibration_)) {
    Finding finding = finding_of(comparison, upright);
    const auto part = finder.check(
        scene, position,
        laid(parts_->shape(position).rows, parts_->shape(position).columns,
             comparison.orientation, scene.rows(), scene.columns()),
        kVotesOfHash);
    if (part)
      confirm(finding, evidence_of(*part), snapshot_->size(), calibration_);
    found[position] = std::move(finding);
  }
  for (const Part& part : finder.find(scene)) {
    const PartRuling ruling =
        rule(evidence_of(part), snapshot_->size(), calibration_);
    if (ruling.standing == Standing::none) continue;
    Finding finding = finding_of(part, ruling, finder, upright);
    finding.match.distance =
        least_distance(picture.fingerprints, *snapshot_, part.artwork);
    const auto known = found.find(part.artwork);
    if (known == found.end() || !stands(known->second) ||
        (ruling.standing == Standing::match && stands(finding) &&
         known->second.standing != Standing::match)) {
      found[part.artwork] = std::move(finding);
    }
  }
  return sorted(found, *snapshot_, calibration_);
}

}  // namespace sleeve
