// Ways to find duplicates, side by side on one corpus.
#ifndef SLEEVE_BENCHMARKS_SUITE_DEDUPE_METHODS_H_
#define SLEEVE_BENCHMARKS_SUITE_DEDUPE_METHODS_H_

#include <string>
#include <vector>

#include "benchmarks/suite/planted.h"
#include "core/hash.h"

namespace sleeve::suite {

/// What a method found, and what it cost.
struct MethodRun {
  std::string name;
  std::string problem;           ///< why it could not run; empty when it did
  std::vector<uint32_t> groups;  ///< of each file, as score() takes them
  double seconds = 0;            ///< from files to groups
  int64_t peak_kilobytes = 0;    ///< of the largest process
};

/// Runs `program` dedupe, with its defaults and `options`, as a process of its
/// own. `folder` holds the corpus; `scratch` takes its results.
MethodRun run_sleeve(const std::string& program,
                     const std::vector<std::string>& options,
                     const std::string& folder, const std::string& scratch,
                     const std::vector<PlantedFile>& files);

/// A hash with a threshold, as a process of `program` hash computes it: stars
/// around the first of each group, as for Sleeve.
MethodRun run_hash(const std::string& program,
                   const std::vector<std::string>& options, Algorithm algorithm,
                   int threshold, const std::string& folder,
                   const std::string& scratch,
                   const std::vector<PlantedFile>& files);

/// imagededup's method ("PHash", "DHash", "CNN") with its default threshold,
/// in a process of the Python interpreter `python`; pairs become stars as
/// above.
MethodRun run_imagededup(const std::string& python, const std::string& method,
                         const std::string& folder, const std::string& scratch,
                         const std::vector<PlantedFile>& files);

}  // namespace sleeve::suite

#endif  // SLEEVE_BENCHMARKS_SUITE_DEDUPE_METHODS_H_
