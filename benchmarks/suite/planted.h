// A corpus whose duplicates are known: pictures of a folder, and copies of some
// of them after what happens to pictures on the web.
#ifndef SLEEVE_BENCHMARKS_SUITE_PLANTED_H_
#define SLEEVE_BENCHMARKS_SUITE_PLANTED_H_

#include <string>
#include <vector>

#include "benchmarks/suite/jobs.h"

namespace sleeve::suite {

/// What is known of one file of the corpus.
struct PlantedFile {
  std::string name;            ///< in the corpus's folder
  int picture = 0;             ///< files of one picture are duplicates
  std::string transformation;  ///< "original", "identical" or a name

  /// Groups of the pictures that it shows: files that share one but are not of
  /// one picture are neither right nor wrong.
  std::vector<int> groups;
};

struct PlantOptions {
  SplitOptions split;  ///< artworks get copies, distractors do not
  JobOptions jobs;     ///< queries: copies by each transformation
  std::string folder;  ///< of the corpus; made, and must be empty
};

/// Writes the corpus and a table truth.csv beside it (file, picture,
/// transformation). Pictures of the source that look alike are left out, so
/// that all duplicates are planted. The same options give the same bytes.
/// Throws Error.
std::vector<PlantedFile> plant(const PlantOptions& options, const Tell& tell);

}  // namespace sleeve::suite

#endif  // SLEEVE_BENCHMARKS_SUITE_PLANTED_H_
