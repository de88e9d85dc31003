// Measures an index on queries: how much it finds, and how fast.
#ifndef SLEEVE_INDEX_RECALL_H_
#define SLEEVE_INDEX_RECALL_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "index/feature_index.h"
#include "index/search_index.h"

namespace sleeve {

using Answers = std::vector<std::vector<Neighbour>>;

/// What is asked of each query: all within `radius`, or the `k` nearest.
struct Question {
  int radius = -1;  ///< -1: the k nearest
  int64_t k = 0;
};

/// The share of `truth` that `found` has, by distance, so that any of several
/// equally near codes will do: for each query and distance, no more count than
/// the truth has. 1 where there is nothing to find.
double recall_by_distance(const Answers& truth, const Answers& found);

/// The same for features: what lies no farther than the farthest of the truth
/// counts, so that ties are no loss.
double recall_by_distance(const FeatureAnswers& truth,
                          const FeatureAnswers& found);

/// What was measured of one index.
struct RecallFigures {
  double recall = 0;
  int64_t pairs = 0;              ///< neighbours found, over all queries
  double queries_per_second = 0;  ///< all queries in one batch
  double single_per_second = 0;   ///< one after the other, one thread each
  double p50_milliseconds = 0;    ///< of a single query
  double p99_milliseconds = 0;
};

/// Answers `question` for all `queries` [m][code_bytes] in one batch.
Answers ask(const SearchIndex& index, const Question& question,
            std::span<const uint8_t> queries);

/// Times `index` on `queries` and compares with `truth`, the answers of an
/// exact index. Single queries stop after some seconds, when enough is known.
RecallFigures measure_recall(const SearchIndex& index, const Question& question,
                             std::span<const uint8_t> queries,
                             size_t code_bytes, const Answers& truth);

/// The same for features [m][index.columns()], asked for their k nearest.
RecallFigures measure_recall(const FeatureIndex& index, int64_t k,
                             std::span<const float> queries,
                             const FeatureAnswers& truth);

/// Marks those that no other beats in both recall and speed.
std::vector<bool> pareto_front(std::span<const RecallFigures> figures);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_RECALL_H_
