#include "index/part_evidence.h"

#include <algorithm>
#include <cmath>

#include "index/parts_model.h"

namespace sleeve {
namespace {

// Cells whose values are rounding and noise alone have this mean square.
constexpr double kNoise = 0.15;

// Higher correlations differ by rounding only.
constexpr double kMaxCorrelation = 0.97;

constexpr double kCellsInBlock = kSketchCells / (kBlocks * kBlocks);

// How many places of a block vary independently: cells times the squared
// ratio of gradient to value, as for the extrema of a random field, times the
// share of the values that is no noise.
double places(const BlockLikeness& block) {
  const double values = block.energy + kNoise;
  return kCellsInBlock * block.visible * block.structure * block.energy /
         (values * values);
}

}  // namespace

PartEvidence evidence_of(const Part& part) {
  PartEvidence evidence;
  evidence.votes = part.votes;
  for (const BlockLikeness& block : part.alignment.blocks) {
    const double count = places(block);
    evidence.places += count;
    const double c = std::clamp<double>(block.correlation, 0, kMaxCorrelation);
    evidence.agreement += count * c;
    evidence.information -= count * std::log(1 - c * c) / 2;
  }
  if (evidence.places > 0) evidence.agreement /= evidence.places;
  return evidence;
}

bool contradicts(const PartEvidence& evidence) {
  constexpr double kEnoughPlaces = 30;
  constexpr double kLittleAgreement = 0.6;
  return evidence.places >= kEnoughPlaces &&
         evidence.agreement < kLittleAgreement;
}

PartRuling rule(const PartEvidence& evidence, int64_t artworks) {
  const double logit = kPartsInformation * std::log1p(evidence.information) +
                       kPartsAgreement * evidence.agreement +
                       kPartsVotes * std::log1p(evidence.votes) +
                       kPartsConstant;
  const double decades =
      kPartsTailLog10 + (logit - kPartsTailStart) * kPartsTailLog10PerUnit;
  PartRuling ruling;
  ruling.score = 1 / (1 + std::exp(-logit));
  ruling.expected_false_matches =
      static_cast<double>(artworks) * std::pow(10, std::min(0.0, decades));
  ruling.edition = evidence.agreement < kPartsSameAgreement;
  if (logit >= kPartsMatchLogit &&
      ruling.expected_false_matches <= kMaxExpectedFalseMatches) {
    ruling.standing = Standing::match;
  } else if (logit >= kPartsCandidateLogit) {
    ruling.standing = Standing::candidate;
  }
  return ruling;
}

}  // namespace sleeve
