#include "index/part_proposals.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sleeve {
namespace {

constexpr size_t kMaxSeeds = 48;    // nearest hits of one artwork
constexpr size_t kMaxPairs = 400;   // of one artwork that vote at all
constexpr size_t kMaxRefined = 96;  // proposals whose place is refined
constexpr int kMinVotes = 2;
constexpr int kAffineVotes = 4;
constexpr int kProjectiveVotes = 10;
constexpr double kMaxTurn = 0.45;   // radians
constexpr double kMaxScale = 0.5;   // doublings
constexpr double kMaxShift = 0.06;  // sides of the artwork
constexpr double kNearShift = 0.03;

using Hits = std::span<const Hit>;
using Keypoints = std::span<const Keypoint>;

struct Pair {
  Point from;
  Point to;
  double turn;   // radians
  double scale;  // doublings
  int distance;  // bits
};

Pair pair_of(const Keypoint& from, const Keypoint& to, int distance) {
  return {{from.x, from.y},
          {to.x, to.y},
          to.angle - from.angle,
          std::log2(to.size / from.size),
          distance};
}

bool turned_alike(double a, double b) {
  constexpr double kWhole = 2 * std::numbers::pi;
  const double between = std::abs(a - b);
  return between - kWhole * std::floor(between / kWhole) < kMaxTurn ||
         kWhole - (between - kWhole * std::floor(between / kWhole)) < kMaxTurn;
}

// The turn, scale and shift that lay one keypoint upon the other.
Homography similarity(const Pair& pair) {
  const double scale = std::exp2(pair.scale);
  const double a = scale * std::cos(pair.turn), b = scale * std::sin(pair.turn);
  return {a, -b, pair.to.x - a * pair.from.x + b * pair.from.y,
          b, a,  pair.to.y - b * pair.from.x - a * pair.from.y,
          0, 0,  1};
}

double squared(double x, double y) { return x * x + y * y; }

double scale_of(const Homography& map) {
  return std::sqrt(std::abs(map[0] * map[4] - map[1] * map[3]));
}

// Finds which pairs agree with a map of straight lines and ratios: they lie at
// most `shift` sides of the artwork off, turned and scaled as it says.
void agreeing_with(const Homography& map, double shift,
                   const std::vector<Pair>& pairs,
                   std::vector<const Pair*>& agreeing) {
  agreeing.clear();
  const double whole = scale_of(map);
  const double scale = std::log2(whole), off = shift * whole;
  const double turn = std::atan2(map[3] - map[1], map[0] + map[4]);
  for (const Pair& pair : pairs) {
    if (std::abs(pair.scale - scale) > kMaxScale ||
        !turned_alike(pair.turn, turn)) {
      continue;
    }
    const double x = map[0] * pair.from.x + map[1] * pair.from.y + map[2];
    const double y = map[3] * pair.from.x + map[4] * pair.from.y + map[5];
    if (squared(x - pair.to.x, y - pair.to.y) <= off * off) {
      agreeing.push_back(&pair);
    }
  }
}

struct Votes {
  int count = 0;
  double weight = 0;
};

// Pairs at one place of the artwork, or of the picture, are one vote.
Votes count_votes(const std::vector<const Pair*>& pairs, double scale) {
  constexpr double kApart = 0.02;
  const double from_apart = kApart * kApart;
  const double to_apart = from_apart * scale * scale;
  std::vector<const Pair*> counted;
  Votes votes;
  for (const Pair* pair : pairs) {
    const bool near = std::ranges::any_of(counted, [&](const Pair* other) {
      return squared(pair->from.x - other->from.x,
                     pair->from.y - other->from.y) < from_apart ||
             squared(pair->to.x - other->to.x, pair->to.y - other->to.y) <
                 to_apart;
    });
    if (near) continue;
    counted.push_back(pair);
    votes.weight += 1 - pair->distance / 40.0;
  }
  votes.count = static_cast<int>(counted.size());
  return votes;
}

// The place with most votes; `pairs` are the nearest of one artwork.
Proposal propose(const std::vector<Pair>& pairs) {
  Proposal best;
  std::vector<const Pair*> agreeing;
  for (const Pair& seed : pairs) {
    const Homography map = similarity(seed);
    agreeing_with(map, kMaxShift, pairs, agreeing);
    if (agreeing.size() < kMinVotes ||
        static_cast<double>(agreeing.size()) <= best.weight) {
      continue;
    }
    const Votes votes = count_votes(agreeing, std::exp2(seed.scale));
    if (votes.count < kMinVotes || votes.weight <= best.weight) continue;
    best = {{}, votes.count, votes.weight, map};
  }
  return best;
}

// Fits the place to the pairs that agree with it, and again to those that
// agree then: in perspective, more do each time.
void refine(const std::vector<Pair>& pairs, Proposal& proposal) {
  std::vector<const Pair*> agreeing;
  std::vector<PointPair> points;
  for (const double shift : {kMaxShift, kMaxShift, kNearShift}) {
    agreeing_with(proposal.map, shift, pairs, agreeing);
    const Votes votes = count_votes(agreeing, scale_of(proposal.map));
    if (votes.count < kMinVotes) return;
    points.clear();
    for (const Pair* pair : agreeing) points.push_back({pair->from, pair->to});
    const auto map = votes.count >= kAffineVotes ? fit_affine(points)
                                                 : fit_similarity(points);
    if (!map || !plausible(*map, 1, 1)) return;
    const double ratio = scale_of(*map) / scale_of(proposal.map);
    if (ratio < 0.7 || ratio > 1.4) return;
    proposal.map = *map;
    proposal.votes = votes.count;
    proposal.weight = votes.weight;
  }
}

// The pairs that `map` takes to where they are seen; the size of a keypoint
// tells how large the artwork is there.
std::vector<const Pair*> taken_by(const Homography& map,
                                  const std::vector<Pair>& pairs) {
  std::vector<const Pair*> taken;
  for (const Pair& pair : pairs) {
    const Point to = mapped(map, pair.from);
    const double off = kNearShift * std::exp2(pair.scale);
    if (squared(to.x - pair.to.x, to.y - pair.to.y) <= off * off) {
      taken.push_back(&pair);
    }
  }
  return taken;
}

// Many pairs determine the perspective too; it is kept when it explains more
// of them.
void refine_perspective(const std::vector<Pair>& pairs, Proposal& proposal) {
  if (proposal.votes < kProjectiveVotes) return;
  const double scale = scale_of(proposal.map);
  auto taken = taken_by(proposal.map, pairs);
  int most = count_votes(taken, scale).count;
  std::vector<PointPair> points;
  for (int round = 0; round < 3; ++round) {
    points.clear();
    for (const Pair* pair : taken) points.push_back({pair->from, pair->to});
    const auto map = fit_homography(points);
    if (!map || !plausible(*map, 1, 1)) return;
    taken = taken_by(*map, pairs);
    const int votes = count_votes(taken, scale).count;
    if (votes <= most) return;
    most = votes;
    proposal.map = *map;
  }
}

std::vector<Pair> pairs_of(const Parts& parts, Keypoints picture, Hits hits,
                           size_t most) {
  std::vector<Pair> pairs;
  for (const Hit& hit : hits.first(std::min(hits.size(), most))) {
    pairs.push_back(pair_of(unpack(parts.keypoint(hit.keypoint)),
                            picture[hit.picture], hit.distance));
  }
  return pairs;
}

void sort_by_weight(std::vector<Proposal>& proposals) {
  std::stable_sort(
      proposals.begin(), proposals.end(),
      [](const Proposal& a, const Proposal& b) { return a.weight > b.weight; });
}

}  // namespace

std::vector<Proposal> propose_places(const Parts& parts,
                                     std::span<const Keypoint> picture,
                                     std::span<const Hit> hits) {
  std::vector<Proposal> proposals;
  for (size_t begin = 0, end; begin < hits.size(); begin = end) {
    end = begin;
    while (end < hits.size() && hits[end].artwork == hits[begin].artwork) ++end;
    if (end - begin < kMinVotes) continue;
    const Hits own = hits.subspan(begin, end - begin);
    Proposal proposal = propose(pairs_of(parts, picture, own, kMaxSeeds));
    proposal.hits = own;
    if (proposal.votes >= kMinVotes) proposals.push_back(proposal);
  }
  sort_by_weight(proposals);
  if (proposals.size() > kMaxRefined) proposals.resize(kMaxRefined);
  for (Proposal& proposal : proposals) {
    const auto pairs = pairs_of(parts, picture, proposal.hits, kMaxPairs);
    refine(pairs, proposal);
    refine_perspective(pairs, proposal);
  }
  sort_by_weight(proposals);
  return proposals;
}

}  // namespace sleeve
