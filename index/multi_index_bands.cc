#include "index/multi_index_bands.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace sleeve {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

// Values that differ in exactly `flips` of `width` bits.
double choices(int width, int flips) {
  if (flips < 0 || flips > width) return 0;
  double product = 1;
  for (int i = 0; i < flips; ++i) product *= double(width - i) / (i + 1);
  return product;
}

// The share of random keys of `width` bits that differ in at most `limit`.
double passing(int width, int limit) {
  double sum = 0;
  for (int flips = 0; flips <= std::min(limit, width); ++flips) {
    sum += choices(width, flips);
  }
  return sum / std::exp2(width);
}

// What it costs to look up all values at `flips` flips of one band of `width`
// bits, whose keys of `key_width` bits may differ in `key_limit` bits.
double step_cost(int width, int flips, int key_width, int key_limit,
                 int64_t n) {
  const double probes = choices(width, flips);
  const double keys = probes * static_cast<double>(n) / std::exp2(width);
  return probes * kProbeNanoseconds +
         keys * (kKeyNanoseconds +
                 passing(key_width, key_limit) * kCandidateNanoseconds);
}

// Costs of a band and a threshold whose neighbour has the same, for every
// width and one n.
class CostTable {
 public:
  CostTable(int64_t n, int max_threshold) : thresholds_(max_threshold + 1) {
    for (int width = 0; width <= kMaxBandWidth; ++width) {
      for (int t = 0; t <= max_threshold; ++t) {
        double cost = 0;
        for (int flips = 0; flips <= std::min(t, width); ++flips) {
          cost += step_cost(width, flips, std::min(width, kKeyBits),
                            2 * t + 1 - flips, n);
        }
        costs_.push_back(cost);
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

double starts_bytes(const Cut& cut) {
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
      if (starts_bytes(cut) > room) break;
      cut.cost = cut.wide * costs.of(w, threshold) +
                 cut.narrow * costs.of(v, threshold - 1);
      if (cut.cost < best.cost) best = cut;
    }
  }
}

void set_pair_limits(std::span<const Band> bands, BandPlan& plan) {
  plan.pair_limits.fill(-1);
  for (size_t i = 0; i < bands.size(); ++i) {
    const int own = plan.thresholds[i];
    const int next = plan.thresholds[(i + 1) % bands.size()] + 1;
    plan.pair_limits[i] =
        static_cast<int8_t>(bands.size() == 1 ? own : own + next);
  }
}

// Every other band first, so that of equal bands those with greater thresholds
// lie apart: a key passes by the sum of two neighbours' thresholds.
size_t alternating(size_t turn, size_t bands) {
  const size_t even = (bands + 1) / 2;
  return turn < even ? 2 * turn : 2 * (turn - even) + 1;
}

double plan_cost(std::span<const Band> bands, int64_t n, const BandPlan& plan) {
  double cost = 0;
  for (size_t i = 0; i < bands.size(); ++i) {
    for (int flips = 0; flips <= plan.thresholds[i]; ++flips) {
      cost += step_cost(bands[i].width, flips, key_band(bands, i).width,
                        plan.pair_limits[i] - flips, n);
    }
  }
  return cost;
}

}  // namespace

Band key_band(std::span<const Band> bands, size_t i) {
  if (bands.size() == 1) return {};
  Band next = bands[(i + 1) % bands.size()];
  next.width = std::min(next.width, kKeyBits);
  return next;
}

bool leads_to(std::span<const Band> bands, const BandPlan& plan, size_t i,
              const uint64_t* difference) {
  const int own = std::popcount(band_value(difference, bands[i]));
  return own <= plan.thresholds[i] &&
         own + std::popcount(band_value(difference, key_band(bands, i))) <=
             plan.pair_limits[i];
}

std::vector<Band> choose_bands(int64_t n, int code_bits, int radius,
                               double bytes_per_code) {
  Cut best;
  const CostTable costs(n, radius + 1);
  const auto entry = static_cast<double>(row_bytes(n) + kKeyBits / 8);
  for (int bands = 1; bands <= std::min(kMaxBands, radius + 1); ++bands) {
    const double room =
        static_cast<double>(n) * (bytes_per_code - entry * bands);
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
    for (size_t turn = 0; turn < bands.size(); ++turn) {
      const size_t i = alternating(turn, bands.size());
      const int width = bands[i].width;
      const int flips = plan.thresholds[i] + 1;
      if (flips > width) continue;
      const double cost = step_cost(width, flips, kKeyBits, flips, n);
      if (cost < least) {
        least = cost;
        chosen = i;
      }
    }
    plan.nanoseconds = least;
    if (least == kNever) return plan;
    ++plan.thresholds[chosen];
  }
  set_pair_limits(bands, plan);
  plan.nanoseconds = plan_cost(bands, n, plan);
  return plan;
}

}  // namespace sleeve
