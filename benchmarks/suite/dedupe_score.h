// How good groups are, where the truth is known.
#ifndef SLEEVE_BENCHMARKS_SUITE_DEDUPE_SCORE_H_
#define SLEEVE_BENCHMARKS_SUITE_DEDUPE_SCORE_H_

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "benchmarks/suite/planted.h"

namespace sleeve::suite {

/// Copies that came into the group of their original.
struct FoundCopies {
  int64_t found = 0;
  int64_t planted = 0;

  double share() const {
    return planted > 0 ? static_cast<double>(found) / planted : 0;
  }
};

struct DedupeScore {
  int64_t right_pairs = 0;  ///< pairs within groups that are duplicates
  int64_t wrong_pairs = 0;  ///< and that are not
  FoundCopies all;
  std::map<std::string, FoundCopies> transformations;
  double purity = 1;  ///< share of a group that is its most frequent picture
  int64_t originals = 0;
  int64_t wrong_originals = 0;  ///< in a group with another picture

  double precision() const {
    const int64_t pairs = right_pairs + wrong_pairs;
    return pairs > 0 ? static_cast<double>(right_pairs) / pairs : 1;
  }
};

/// `groups` [files] says for each file the number of its group, any numbers;
/// alone, a file has one of its own.
DedupeScore score(const std::vector<PlantedFile>& files,
                  std::span<const uint32_t> groups);

}  // namespace sleeve::suite

#endif  // SLEEVE_BENCHMARKS_SUITE_DEDUPE_SCORE_H_
