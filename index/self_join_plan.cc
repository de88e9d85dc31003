#include "index/self_join_plan.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace sleeve {
namespace {

constexpr int kCodeBits = 256;
constexpr int kColumnBits = 32;
constexpr int kMostFlips = 3;

// Costs in units of comparing one column of one pair.
constexpr double kPairOverhead = 1;
constexpr double kSurvivorCost = 900;
constexpr double kBucketCost = 300;

// The bits of real codes are correlated: distances vary this much more than
// those of random codes.
constexpr double kSpread = 1.09;

// Smaller buckets would leave vectors half empty.
constexpr int kBucketBits = 4;

// The share of unlike pairs that differ in at most `limit` of `bits` bits.
double chance(int bits, int limit) {
  const double deviation = kSpread * std::sqrt(bits) / 2;
  const double distance = (bits / 2.0 - limit - 0.5) / deviation;
  return 0.5 * std::erfc(distance / std::sqrt(2.0));
}

// Whether `band` has a bit among `count` from `first` on, cyclically.
bool overlaps(Band band, int first, int count) {
  for (int bit = band.first; bit < band.first + band.width; ++bit) {
    if ((bit - first + kCodeBits) % kCodeBits < count) return true;
  }
  return false;
}

// A pair that no earlier band has met differs there in more bits than their
// thresholds, which leaves fewer for the columns.
int column_limit(const std::vector<JoinBand>& bands, size_t current,
                 int first_bit, int columns, int radius) {
  int limit = radius;
  for (size_t b = 0; b < current; ++b) {
    if (!overlaps(bands[b].band, first_bit, columns * kColumnBits)) {
      limit -= bands[b].threshold + 1;
    }
  }
  return limit;
}

double pair_cost(int columns, int limit) {
  const double survivors =
      columns == kCodeBits / kColumnBits
          ? 0
          : chance(columns * kColumnBits, limit) * kSurvivorCost;
  return columns + kPairOverhead + survivors;
}

void choose_columns(std::vector<JoinBand>& bands, size_t current, int radius) {
  JoinBand& band = bands[current];
  band.limit = radius;
  const int next = (band.band.first + band.band.width) % kCodeBits;
  for (const int columns : {3, 2, 1}) {
    const int limit = column_limit(bands, current, next, columns, radius);
    if (pair_cost(columns, limit) < pair_cost(band.columns, band.limit)) {
      band.columns = columns;
      band.first_bit = next;
      band.limit = limit;
    }
  }
}

std::vector<JoinBand> cut(int64_t n, int radius, int flips) {
  const int count = (radius + flips + 1) / (flips + 1);
  const auto digits =
      static_cast<int>(std::bit_width(static_cast<uint64_t>(n)));
  const int width =
      std::min({kCodeBits / count, kMaxBandWidth, digits - 1 - kBucketBits});
  std::vector<JoinBand> bands(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    bands[static_cast<size_t>(i)].band = {i * width, width};
    bands[static_cast<size_t>(i)].threshold = flips;
  }
  // The thresholds plus one need only sum to radius + 1.
  for (int i = 0; i < count * (flips + 1) - (radius + 1); ++i) {
    --bands[static_cast<size_t>(count - 1 - i % count)].threshold;
  }
  for (size_t i = 0; i < bands.size(); ++i) choose_columns(bands, i, radius);
  return bands;
}

double values_near(int width, int flips) {
  double sum = 0;
  double product = 1;
  for (int i = 0; i <= flips; ++i) {
    sum += product;
    product *= double(width - i) / (i + 1);
  }
  return sum;
}

double join_cost(const std::vector<JoinBand>& bands, int64_t n) {
  double cost = 0;
  for (const JoinBand& band : bands) {
    const double buckets = std::exp2(band.band.width);
    const double meetings =
        buckets * values_near(band.band.width, band.threshold) / 2;
    const double bucket = static_cast<double>(n) / buckets;
    cost += meetings * (kBucketCost +
                        bucket * bucket * pair_cost(band.columns, band.limit));
  }
  return cost;
}

}  // namespace

std::vector<JoinBand> plan_self_join(int64_t n, int radius) {
  std::vector<JoinBand> best(1);
  choose_columns(best, 0, radius);
  if (n < (1 << (kBucketBits + 1)) || radius == kCodeBits) return best;
  for (int flips = 0; flips <= std::min(kMostFlips, radius); ++flips) {
    if ((radius + flips + 1) / (flips + 1) > kCodeBits) continue;
    std::vector<JoinBand> bands = cut(n, radius, flips);
    if (join_cost(bands, n) < join_cost(best, n)) best = std::move(bands);
  }
  return best;
}

}  // namespace sleeve
