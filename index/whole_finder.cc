#include "index/whole_finder.h"

#include <algorithm>
#include <span>
#include <utility>

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

}  // namespace

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

std::array<Point, 4> region_of(const Whole& whole) {
  std::array<Point, 4> corners = {Point{0, 0}, {1, 0}, {1, 1}, {0, 1}};
  for (Point& corner : corners) {
    corner = placed(corner.x, corner.y, whole.comparison.orientation);
    corner = {whole.box.column + corner.x * whole.box.columns,
              whole.box.row + corner.y * whole.box.rows};
  }
  return corners;
}

Homography map_of(const Whole& whole, const Shape& shape, double side) {
  const Box& box = whole.box;
  Homography map = laid(shape.rows, shape.columns, whole.comparison.orientation,
                        box.rows / side, box.columns / side);
  map[2] += box.column / side;
  map[5] += box.row / side;
  return map;
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

}  // namespace sleeve
