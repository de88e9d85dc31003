#include "index/matcher.h"

#include <algorithm>
#include <map>
#include <utility>

#include "index/comparison.h"

namespace sleeve {
namespace {

// Where corner (x, y) of the unit square lies in a picture that `orientation`
// turns upright.
Point placed(double x, double y, int orientation) {
  switch (orientation) {
    case 2:
      return {1 - x, y};
    case 3:
      return {1 - x, 1 - y};
    case 4:
      return {x, 1 - y};
    case 5:
      return {y, x};
    case 6:
      return {y, 1 - x};
    case 7:
      return {1 - y, 1 - x};
    case 8:
      return {1 - y, x};
    default:
      return {x, y};
  }
}

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

}  // namespace

Matcher::Matcher(std::shared_ptr<const Snapshot> snapshot)
    : snapshot_(std::move(snapshot)) {}

Matches Matcher::match(const std::array<Fingerprint, 8>& picture) const {
  std::vector<uint8_t> queries;
  for (const Fingerprint& turned : picture) {
    queries.insert(queries.end(), turned.hash.bytes.begin(),
                   turned.hash.bytes.end());
  }
  const auto found = snapshot_->within_batch(queries, kSearchRadius);
  std::map<int64_t, Comparison> best;
  for (int i = 0; i < 8; ++i) {
    for (const Neighbour& near : found[i]) {
      const Likeness likeness{
          near.distance,
          dot(picture[i].features,
              snapshot_->features().subspan(near.position * kFeatureCount,
                                            kFeatureCount)),
          std::min<int>(picture[i].quality,
                        snapshot_->qualities()[near.position])};
      Comparison comparison = judge(likeness, i + 1, snapshot_->size());
      Comparison& kept = best[near.position];
      if (comparison.score > kept.score) kept = std::move(comparison);
    }
  }
  Matches matches;
  for (const auto& [position, comparison] : best) {
    if (comparison.standing == Standing::none) continue;
    Match match;
    match.artwork_id = snapshot_->id(position);
    match.score = comparison.score;
    match.distance = comparison.distance;
    match.region = whole_picture(picture[0], comparison.orientation);
    match.transform = comparison.transform;
    match.expected_false_matches = comparison.expected_false_matches;
    (comparison.standing == Standing::match ? matches.matches
                                            : matches.candidates)
        .push_back(std::move(match));
  }
  std::sort(matches.matches.begin(), matches.matches.end(), better);
  std::sort(matches.candidates.begin(), matches.candidates.end(), better);
  return matches;
}

}  // namespace sleeve
