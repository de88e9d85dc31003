#include "index/part_evidence.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

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

// Sums over rectangles of blocks are differences of sums from the first on.
class BlockSums {
 public:
  explicit BlockSums(const std::array<double, kBlocks * kBlocks>& values) {
    for (int r = 0; r < kBlocks; ++r) {
      double row = 0;
      for (int c = 0; c < kBlocks; ++c) {
        row += values[r * kBlocks + c];
        sums_[r + 1][c + 1] = sums_[r][c + 1] + row;
      }
    }
  }

  double in(int top, int bottom, int left, int right) const {
    return sums_[bottom][right] - sums_[top][right] - sums_[bottom][left] +
           sums_[top][left];
  }

 private:
  double sums_[kBlocks + 1][kBlocks + 1] = {};
};

// Finds the rectangle with the most information beyond what its places would
// tell if they agreed by half.
void find_shown(const BlockSums& information, const BlockSums& places,
                const BlockSums& agreement, PartEvidence& evidence) {
  constexpr int kLeastBlocks = 12;
  constexpr double kPrice = 0.35;  // nats a place
  double most = -std::numeric_limits<double>::max();
  for (int top = 0; top < kBlocks; ++top) {
    for (int bottom = top + 1; bottom <= kBlocks; ++bottom) {
      for (int left = 0; left < kBlocks; ++left) {
        for (int right = left + 1; right <= kBlocks; ++right) {
          const int blocks = (bottom - top) * (right - left);
          if (blocks < kLeastBlocks) continue;
          const double told = information.in(top, bottom, left, right);
          const double count = places.in(top, bottom, left, right);
          if (told - kPrice * count <= most) continue;
          most = told - kPrice * count;
          evidence.shown_agreement =
              count > 1e-9 ? agreement.in(top, bottom, left, right) / count : 0;
          evidence.shown_share =
              static_cast<double>(blocks) / (kBlocks * kBlocks);
        }
      }
    }
  }
}

// Corners along one edge are alike anywhere.
bool is_telling(const PartEvidence& evidence) {
  return evidence.information >= kPartsLeastInformation ||
         evidence.distance.value_or(kUnknownDistance) <= kSearchRadius;
}

}  // namespace

PartEvidence evidence_of(const Alignment& alignment, int votes) {
  PartEvidence evidence;
  evidence.votes = votes;
  std::array<double, kBlocks * kBlocks> information, counts, agreement;
  for (size_t i = 0; i < counts.size(); ++i) {
    const BlockLikeness& block = alignment.blocks[i];
    const double c = std::clamp<double>(block.correlation, 0, kMaxCorrelation);
    counts[i] = places(block);
    agreement[i] = counts[i] * c;
    information[i] = -counts[i] * std::log(1 - c * c) / 2;
    evidence.places += counts[i];
    evidence.agreement += agreement[i];
    evidence.information += information[i];
  }
  if (evidence.places > 0) evidence.agreement /= evidence.places;
  find_shown(BlockSums(information), BlockSums(counts), BlockSums(agreement),
             evidence);
  return evidence;
}

bool contradicts(const PartEvidence& evidence) {
  constexpr double kEnoughPlaces = 30;
  constexpr double kLittleAgreement = 0.6;
  return evidence.places >= kEnoughPlaces &&
         evidence.agreement < kLittleAgreement;
}

double logit_of(const PartEvidence& evidence) {
  const double bits = evidence.distance.value_or(kUnknownDistance);
  const double hash = std::max(0.0, 1 - bits / kUnknownDistance);
  return kPartsShownAgreement * evidence.shown_agreement +
         kPartsShownSide * std::sqrt(evidence.shown_share) +
         kPartsVotes * std::log1p(evidence.votes) +
         kPartsCorners * evidence.corners.value_or(kUnknownCorners) +
         kPartsHash * hash * hash + kPartsConstant;
}

bool is_hopeful(const PartEvidence& evidence) {
  PartEvidence best = evidence;
  if (!best.corners) best.corners = kPartsPromisingCorners;
  if (!best.distance) best.distance = 0;
  return logit_of(best) >= kPartsCandidateLogit;
}

PartRuling rule(const PartEvidence& evidence, int64_t artworks,
                const Calibration& calibration) {
  const double measured = logit_of(evidence);
  const double logit = calibration.scale * measured + calibration.shift;
  PartRuling ruling;
  ruling.score = 1 / (1 + std::exp(-logit));
  ruling.expected_false_matches =
      static_cast<double>(artworks) * calibration.tail.chance(measured);
  ruling.edition = evidence.agreement < kPartsSameAgreement;
  if (logit >= kPartsMatchLogit && is_telling(evidence) &&
      ruling.expected_false_matches <= calibration.rate) {
    ruling.standing = Standing::match;
  } else if (logit >= kPartsCandidateLogit) {
    ruling.standing = Standing::candidate;
  }
  return ruling;
}

}  // namespace sleeve
