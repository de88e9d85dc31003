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

// An artwork whose hash is near that of the picture, or of what is inside the
// picture's frame.
struct Whole {
  Comparison comparison;
  Box box;  // of the picture that was compared
  bool framed = false;
};

// Adds the best orientation for each artwork whose hash is near one of
// `views`, which are compared with `artworks` in all.
void find_whole(const Snapshot& snapshot,
                const std::array<Fingerprint, 8>& views, int64_t artworks,
                const Calibration& calibration, const Whole& where,
                std::map<int64_t, Whole>& best) {
  std::vector<uint8_t> queries;
  for (const Fingerprint& view : views) {
    queries.insert(queries.end(), view.hash.bytes.begin(),
                   view.hash.bytes.end());
  }
  const auto found = snapshot.within_batch(queries, kSearchRadius);
  for (int i = 0; i < 8; ++i) {
    for (const Neighbour& near : found[i]) {
      const Likeness likeness{
          near.distance,
          dot(views[i].features, snapshot.features_of(near.position)),
          std::min(views[i].quality, snapshot.quality(near.position))};
      Comparison comparison = judge(likeness, i + 1, artworks, calibration);
      Whole& kept = best[near.position];
      if (comparison.score > kept.comparison.score) {
        kept = where;
        kept.comparison = std::move(comparison);
      }
    }
  }
}

std::map<int64_t, Whole> find_whole(const Snapshot& snapshot,
                                    const Picture& picture,
                                    const Calibration& calibration) {
  const Fingerprint& upright = picture.fingerprints[0];
  // Twice as many comparisons, twice as many chances.
  const int64_t artworks = snapshot.size() * (picture.inside ? 2 : 1);
  std::map<int64_t, Whole> best;
  find_whole(snapshot, picture.fingerprints, artworks, calibration,
             {{}, {0, 0, upright.rows, upright.columns}, false}, best);
  if (picture.inside) {
    find_whole(snapshot, picture.inside->fingerprints, artworks, calibration,
               {{}, picture.inside->box, true}, best);
  }
  return best;
}

// Where the artwork's corners lie, in samples of the full-size picture.
std::array<Point, 4> corners_in(const Box& box, int orientation) {
  std::array<Point, 4> corners = {Point{0, 0}, {1, 0}, {1, 1}, {0, 1}};
  for (Point& corner : corners) {
    corner = placed(corner.x, corner.y, orientation);
    corner = {box.column + corner.x * box.columns,
              box.row + corner.y * box.rows};
  }
  return corners;
}

// Where the artwork of this shape lies, in sides.
Homography map_into(const Box& box, int orientation, const Shape& shape,
                    double side) {
  Homography map = laid(shape.rows, shape.columns, orientation, box.rows / side,
                        box.columns / side);
  map[2] += box.column / side;
  map[5] += box.row / side;
  return map;
}

Finding finding_of(const Whole& whole) {
  const Comparison& comparison = whole.comparison;
  Finding finding;
  finding.standing = comparison.standing;
  finding.match.score = comparison.score;
  finding.match.distance = comparison.distance;
  finding.match.region = corners_in(whole.box, comparison.orientation);
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

// Settles what the hashes found by the details where they lie.
void confirm_wholes(const Scene& scene, const PartFinder& finder,
                    const Parts& parts, const std::map<int64_t, Whole>& wholes,
                    double side, int64_t artworks,
                    const Calibration& calibration, Found& found) {
  for (const auto& [position, whole] : wholes) {
    const Homography map = map_into(whole.box, whole.comparison.orientation,
                                    parts.shape(position), side);
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
    const PartRuling ruling = rule(part.evidence, snapshot.size(), calibration);
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
  }
  return sorted(found, *snapshot_, calibration_);
}

}  // namespace sleeve
