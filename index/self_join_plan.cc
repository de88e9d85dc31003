#include "index/self_join_plan.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace sleeve {
namespace {

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

double pair_cost(const JoinBand& band) {
  const int bits = band.columns * kColumnBits;
  // Most meetings are at the threshold.
  const double survivors =
      bits >= band.wrap_bit ? 0 : chance(bits, band.limit - band.threshold);
  return band.columns + kPairOverhead + survivors * kSurvivorCost;
}

// Bits in which band `current` and `columns` columns behind it may differ
// together, all bands touched being counted as a whole.
int chain_limit(const std::vector<JoinBand>& bands, size_t current,
                int columns) {
  int limit = bands[current].threshold;
  int covered = 0;
  for (size_t step = 1; step < bands.size() && covered < columns * kColumnBits;
       ++step) {
    const JoinBand& next = bands[(current + step) % bands.size()];
    covered += next.band.width;
    limit += next.threshold + 1;
  }
  return limit;
}

// Columns of what lies behind the band, as long as they do not reach it again.
void choose_columns(std::vector<JoinBand>& bands, size_t current) {
  const Band& last = bands.back().band;
  JoinBand best = bands[current];
  best.wrap_bit = last.first + last.width;
  best.first_bit =
      (best.band.first + best.band.width) % std::max(1, best.wrap_bit);
  double least = 0;
  for (const int columns : {1, 2, 3}) {
    JoinBand tried = best;
    tried.columns = columns;
    tried.limit = chain_limit(bands, current, columns);
    const int room = best.wrap_bit - best.band.width;
    if (columns * kColumnBits > room) break;
    if (best.columns == 0 || pair_cost(tried) < least) {
      least = pair_cost(tried);
      bands[current] = tried;
      best.columns = columns;
    }
  }
}

// Compares everything with everything, by as many bits as pay.
std::vector<JoinBand> compare_all(int code_bits, int radius) {
  JoinBand best;
  best.columns = code_bits / kColumnBits;
  best.wrap_bit = code_bits;
  best.limit = radius;
  for (const int columns : {1, 2, 3}) {
    JoinBand tried = best;
    tried.columns = std::min(columns, code_bits / kColumnBits);
    if (pair_cost(tried) < pair_cost(best)) best = tried;
  }
  return {best};
}

// Empty when the bands are too narrow for columns.
std::vector<JoinBand> cut(int64_t n, int code_bits, int radius, int flips) {
  const int count = (radius + flips + 1) / (flips + 1);
  const auto digits =
      static_cast<int>(std::bit_width(static_cast<uint64_t>(n)));
  const int width =
      std::min({code_bits / count, kMaxBandWidth, digits - 1 - kBucketBits});
  std::vector<JoinBand> bands(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    bands[static_cast<size_t>(i)].band = {i * width, width};
    bands[static_cast<size_t>(i)].threshold = flips;
  }
  // The thresholds plus one need only sum to radius + 1.
  for (int i = 0; i < count * (flips + 1) - (radius + 1); ++i) {
    --bands[static_cast<size_t>(count - 1 - i % count)].threshold;
  }
  for (size_t i = 0; i < bands.size(); ++i) {
    choose_columns(bands, i);
    if (bands[i].columns == 0) return {};
  }
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
    cost += meetings * (kBucketCost + bucket * bucket * pair_cost(band));
  }
  return cost;
}

}  // namespace

std::vector<JoinBand> plan_self_join(int64_t n, int code_bits, int radius) {
  std::vector<JoinBand> best = compare_all(code_bits, radius);
  if (n < (1 << (kBucketBits + 1)) || radius == code_bits) return best;
  for (int flips = 0; flips <= std::min(kMostFlips, radius); ++flips) {
    const int count = (radius + flips + 1) / (flips + 1);
    if (count < 2 || count > code_bits) continue;
    std::vector<JoinBand> bands = cut(n, code_bits, radius, flips);
    if (!bands.empty() && join_cost(bands, n) < join_cost(best, n)) {
      best = std::move(bands);
    }
  }
  return best;
}

uint32_t column_value(const JoinBand& band, int c, const uint64_t* words) {
  const int first = (band.first_bit + c * kColumnBits) % band.wrap_bit;
  const int before = std::min(kColumnBits, band.wrap_bit - first);
  const uint32_t value = band_value(words, {first, before});
  if (before == kColumnBits) return value;
  return value | band_value(words, {0, kColumnBits - before}) << before;
}

int column_distance(const JoinBand& band, const uint64_t* difference) {
  int bits = 0;
  for (int c = 0; c < band.columns; ++c) {
    bits += std::popcount(column_value(band, c, difference));
  }
  return bits;
}

}  // namespace sleeve
