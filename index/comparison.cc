#include "index/comparison.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "index/chance_model.h"

namespace sleeve {
namespace {

constexpr double kCandidateSimilarity = 0.9;

double similarity(const Features& a, const Features& b) {
  double sum = 0;
  for (int i = 0; i < kFeatureCount; ++i) {
    sum += static_cast<double>(a[i]) * b[i];
  }
  return sum;
}

struct Ruling {
  Standing standing;
  const char* why;
};

Ruling rule(const Likeness& likeness, double expected, double rate) {
  if (likeness.distance > kSearchRadius) {
    return {Standing::none, "the hashes differ in too many bits"};
  }
  if (likeness.similarity < kMatchSimilarity) {
    return {Standing::none, "the hashes are near but the features differ"};
  }
  if (likeness.quality < kMatchQuality) {
    return {Standing::candidate,
            "near, but one of the pictures is too flat to be sure"};
  }
  if (likeness.distance <= kMatchRadius && expected <= rate) {
    return {Standing::match, "hashes and features agree"};
  }
  if (likeness.similarity < kCandidateSimilarity) {
    return {Standing::none, "neither hashes nor features agree enough"};
  }
  return {Standing::candidate, "the features agree, the hashes only roughly"};
}

}  // namespace

const char* transform_name(int orientation) {
  static constexpr const char* kNames[] = {
      "none",      "mirror",    "rotate180",  "flip",
      "transpose", "rotate270", "transverse", "rotate90"};
  if (orientation < 1 || orientation > 8) {
    throw Error(ErrorCode::invalid_argument,
                "An EXIF orientation lies between 1 and 8.");
  }
  return kNames[orientation - 1];
}

double chance_within(int distance) {
  const double tail =
      std::pow(10, kChanceTailLog10 +
                       (distance - kChanceTailStart) * kChanceTailLog10PerBit);
  if (distance < kChanceTailStart) return tail;
  const double deviations = (kChanceMean - distance) / kChanceStandardDeviation;
  const double normal = std::erfc(deviations / std::sqrt(2.0)) / 2;
  return std::min(1.0, std::max(tail, 8 * normal));
}

Comparison judge(const Likeness& likeness, int orientation, int64_t artworks,
                 const Calibration& calibration) {
  Comparison comparison;
  comparison.orientation = orientation;
  comparison.transform = transform_name(orientation);
  comparison.distance = likeness.distance;
  comparison.similarity = likeness.similarity;
  comparison.expected_false_matches =
      std::min(static_cast<double>(artworks),
               chance_within(likeness.distance) * calibration.hash_factor *
                   static_cast<double>(artworks));
  comparison.score = std::clamp(
      (1 - likeness.distance / 128.0 + likeness.similarity) / 2, 0.0, 1.0);
  const Ruling ruling =
      rule(likeness, comparison.expected_false_matches, calibration.rate);
  comparison.standing = ruling.standing;
  comparison.why = ruling.why;
  return comparison;
}

Comparison compare(const std::array<Fingerprint, 8>& picture,
                   const Fingerprint& artwork, int64_t artworks) {
  Comparison best;
  for (int i = 0; i < 8; ++i) {
    const Likeness likeness{distance(picture[i].hash, artwork.hash),
                            similarity(picture[i].features, artwork.features),
                            std::min(picture[i].quality, artwork.quality)};
    if (i > 0 && likeness.distance >= best.distance) continue;
    best = judge(likeness, i + 1, artworks);
  }
  return best;
}

}  // namespace sleeve
