// Plans the queries: transformed covers of a split folder, or a user's pairs.
#ifndef SLEEVE_BENCHMARKS_SUITE_JOBS_H_
#define SLEEVE_BENCHMARKS_SUITE_JOBS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "benchmarks/suite/measure.h"

namespace sleeve::suite {

struct JobOptions {
  int queries = 150;              ///< artworks for each transformation
  int distractor_queries = 150;   ///< distractors for each transformation
  std::vector<std::string> only;  ///< names or families; empty: all
  uint64_t seed = 1;
};

/// Each chosen transformation of artworks and of distractors, all of which
/// are also asked as they are ("untouched"). Covers are read at 500 to 1000
/// pixels. `split` must outlive the jobs. Throws Error (invalid_argument) for
/// a name in `only` that does not exist.
std::vector<Job> transformation_jobs(const Split& split,
                                     const JobOptions& options);

/// The lines `query,artwork` of a CSV file: the paths of a query and of the
/// artwork that it shows, relative to the CSV's folder, the catalogue's or the
/// present one. Several lines may name one query. No artwork: nothing may
/// match. Throws Error (not_found; invalid_argument with the line).
std::vector<Job> pair_jobs(const std::string& csv, const std::string& folder,
                           const std::vector<GroupedPicture>& artworks);

}  // namespace sleeve::suite

#endif  // SLEEVE_BENCHMARKS_SUITE_JOBS_H_
