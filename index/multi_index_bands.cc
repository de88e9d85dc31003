#include "index/multi_index_bands.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sleeve {
namespace {

constexpr double kPositionBytes = 4;
constexpr double kNever = std::numeric_limits<double>::infinity();

// Values that differ in exactly `flips` of `width` bits.
double choices(int width, int flips) {
  if (flips < 0 || flips > width) return 0;
  double product = 1;
  for (int i = 0; i < flips; ++i) product *= double(width - i) / (i + 1);
  return product;
}

double probe_cost(int width, int64_t n) {
  return kProbeNanoseconds +
         kCandidateNanoseconds * static_cast<double>(n) / std::exp2(width);
}

// Costs of one band and threshold, for every width and one n.
class CostTable {
 public:
  CostTable(int64_t n, int max_threshold) : thresholds_(max_threshold + 1) {
    for (int width = 0; width <= kMaxBandWidth; ++width) {
      double probes = 0;
      for (int t = 0; t <= max_threshold; ++t) {
        probes += choices(width, t);
        costs_.push_back(probes * probe_cost(width, n));
      }
    }
  }

  // A threshold of -1 costs nothing.
  double of(int width, int threshold) const {
    return threshold < 0
               ? 0
               : costs_[static_cast<size_t>(width * thresholds_ + threshold)];
  }

 private:
  int thresholds_;
  std::vector<double> costs_;
};

// `wide` bands of one width and `narrow` ones of another.
struct Cut {
  int wide = 0;
  int wide_width = 0;
  int narrow = 0;
  int narrow_width = 0;
  double cost = kNever;
};

double table_bytes(const Cut& cut) {
  return 4 * (cut.wide * std::exp2(cut.wide_width) +
              cut.narrow * std::exp2(cut.narrow_width));
}

// Tries all widths for a number of bands. With r + 1 = bands * q + wide, the
// wide bands have threshold q, the narrow ones q - 1.
void improve(Cut& best, int bands, int radius, int code_bits, double room,
             const CostTable& costs) {
  Cut cut;
  const int threshold = (radius + 1) / bands;
  cut.wide = (radius + 1) % bands;
  cut.narrow = bands - cut.wide;
  for (int w = cut.wide > 0 ? 1 : 0; w <= (cut.wide > 0 ? kMaxBandWidth : 0);
       ++w) {
    const int left = (code_bits - cut.wide * w) / cut.narrow;
    for (int v = 1; v <= std::min(left, kMaxBandWidth); ++v) {
      cut.wide_width = w;
      cut.narrow_width = v;
      if (table_bytes(cut) > room) break;
      cut.cost = cut.wide * costs.of(w, threshold) +
                 cut.narrow * costs.of(v, threshold - 1);
      if (cut.cost < best.cost) best = cut;
    }
  }
}

}  // namespace

std::vector<Band> choose_bands(int64_t n, int code_bits, int radius,
                               double bytes_per_code) {
  Cut best;
  const CostTable costs(n, radius + 1);
  for (int bands = 1; bands <= std::min(kMaxBands, radius + 1); ++bands) {
    const double room =
        static_cast<double>(n) * (bytes_per_code - kPositionBytes * bands);
    improve(best, bands, radius, code_bits, room, costs);
  }
  std::vector<Band> result;
  if (best.cost == kNever) return result;
  int first = 0;
  for (int i = 0; i < best.wide + best.narrow; ++i) {
    const int width = i < best.wide ? best.wide_width : best.narrow_width;
    result.push_back({first, width});
    first += width;
  }
  return result;
}

BandPlan plan_bands(std::span<const Band> bands, int64_t n, int radius) {
  BandPlan plan;
  plan.thresholds.fill(-1);
  // Every further bit costs a band more than the one before, up to half of
  // its width, so that taking the cheapest step each time is best.
  for (int step = 0; step <= radius; ++step) {
    double least = kNever;
    size_t chosen = 0;
    for (size_t i = 0; i < bands.size(); ++i) {
      const int width = bands[i].width;
      if (plan.thresholds[i] >= width) continue;
      const double cost =
          choices(width, plan.thresholds[i] + 1) * probe_cost(width, n);
      if (cost < least) {
        least = cost;
        chosen = i;
      }
    }
    plan.nanoseconds += least;
    if (least == kNever) return plan;
    ++plan.thresholds[chosen];
  }
  return plan;
}

}  // namespace sleeve
