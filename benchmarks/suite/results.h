// What was measured, summed up: the numbers behind every table and plot.
#ifndef SLEEVE_BENCHMARKS_SUITE_RESULTS_H_
#define SLEEVE_BENCHMARKS_SUITE_RESULTS_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "benchmarks/suite/measure.h"
#include "index/reliability.h"

namespace sleeve::suite {

/// How the run was made; all of it is written beside the numbers.
struct Setup {
  std::string folder;
  std::string pairs;  ///< the CSV file; empty for transformations
  int artworks = 0;
  int distractors = 0;
  int queries = 0;  ///< for each transformation
  int distractor_queries = 0;
  uint64_t seed = 0;
  int threads = 0;
  std::string version;
};

/// Recall is told, too, as it would be if only matches counted that state
/// less than the surest false ones: so that of all distractor queries none has
/// a match, or one at most.
inline constexpr size_t kAllowances = 2;

/// What a method found at its threshold.
struct PeerTally {
  double recall_sum = 0;      ///< of the share found in each artwork query
  int64_t false_queries = 0;  ///< artwork queries with a wrong match
  int64_t distractor_false = 0;
};

/// Sums over queries. A query is one unit, however many artworks it shows;
/// its share found is found over expected.
struct Tally {
  int64_t queries = 0;   ///< that show artworks
  int64_t expected = 0;  ///< artworks in them
  int64_t found = 0;
  double recall_sum = 0;
  double candidate_sum = 0;  ///< the same, candidates counted too
  std::array<double, kAllowances> strict_sum{};  ///< as Results::levels
  int64_t false_queries = 0;
  int64_t false_matches = 0;
  int64_t distractor_queries = 0;
  int64_t distractor_false = 0;    ///< distractor queries with a match
  int64_t distractor_matches = 0;  ///< matches in them
  int64_t edition_matches = 0;     ///< of kind `edition` among found
  int64_t unchecked = 0;
  double overlap_sum = 0;
  int64_t overlaps = 0;
  double seconds = 0;            ///< of all queries
  std::vector<PeerTally> peers;  ///< as Results::methods

  double recall() const { return queries ? recall_sum / queries : 0; }
  double strict_recall(size_t allowance) const {
    return queries ? strict_sum[allowance] / queries : 0;
  }
  double mean_overlap() const { return overlaps ? overlap_sum / overlaps : 0; }
  double seconds_per_query() const {
    const int64_t all = queries + distractor_queries;
    return all ? seconds / all : 0;
  }
};

struct Row {
  enum class Level { transformation, family, all } level;
  std::string family;
  std::string name;
  Tally tally;
};

struct Results {
  Setup setup;
  std::vector<Method> methods;
  std::vector<Row> rows;  ///< transformations, then families, then all
  std::vector<Reliability> reliability;

  /// What matches must state less than so that no distractor query has a
  /// match, and one at most; infinite where none or one has.
  std::array<double, kAllowances> levels{};
  double stated_sum = 0;  ///< of expected_false_matches of all false matches
  std::vector<Duplicate> duplicates;
  std::vector<std::string> unreadable;
};

/// Chooses the peers' thresholds and sums up. "untouched" counts towards the
/// thresholds, the false matches and a row of its own; the pooled row holds
/// every transformation.
Results summarise(const std::vector<Outcome>& outcomes, Setup setup);

/// A table for a terminal.
std::string as_table(const Results& results);

/// JSON Lines: "setup", "method", "result" and "reliability" records.
std::vector<std::string> as_json_lines(const Results& results);

/// One JSON object with everything.
std::string as_json(const Results& results);

/// One line for each row, one column for each number.
std::string as_csv(const Results& results);

/// A page that stands alone: tables and bars as inline SVG.
std::string as_html(const Results& results,
                    const std::vector<Outcome>& outcomes,
                    const std::vector<GroupedPicture>& artworks);

/// One line for each query with what was found, missed and wrong.
std::string queries_csv(const std::vector<Outcome>& outcomes,
                        const std::vector<GroupedPicture>& artworks);

/// A field of CSV, quoted where it must be.
std::string csv_field(const std::string& text);

}  // namespace sleeve::suite

#endif  // SLEEVE_BENCHMARKS_SUITE_RESULTS_H_
