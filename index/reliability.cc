#include "index/reliability.h"

#include <cmath>

namespace sleeve {
namespace {

constexpr double kLevels[] = {1e-12, 1e-9, 1e-6, 1e-5, 1e-4,
                              1e-3,  1e-2, 1e-1, 1.0};

constexpr double kSurprise = 0.05;  // a chance that is not believed in

// So many were promised that not to see one is a surprise: exp(-3) is 0.05.
constexpr double kEnough = 3;

// The chance that a Poisson variable of this mean is `count` or more.
double chance_of_at_least(int64_t count, double mean) {
  double fewer = 0;
  double log_term = -mean;
  for (int64_t i = 0; i < count; ++i) {
    fewer += std::exp(log_term);
    log_term += std::log(mean / static_cast<double>(i + 1));
  }
  return 1 - fewer;
}

}  // namespace

std::vector<Reliability> reliability_of(int64_t queries,
                                        std::span<const Stated> stated) {
  std::vector<Reliability> table;
  if (queries <= 0) return table;
  for (const double level : kLevels) {
    Reliability row{level, queries, level * static_cast<double>(queries)};
    for (const Stated& one : stated) {
      if (one.expected_false_matches > level) continue;
      row.matches += one.match;
      ++row.with_candidates;
    }
    table.push_back(row);
  }
  return table;
}

const char* verdict_of(const Reliability& row) {
  if (chance_of_at_least(row.with_candidates, row.promised) < kSurprise) {
    return "broken";
  }
  return row.promised >= kEnough ? "kept" : "unknown";
}

}  // namespace sleeve
