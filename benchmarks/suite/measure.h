// Runs queries through the engine and its peers and keeps what came of each.
#ifndef SLEEVE_BENCHMARKS_SUITE_MEASURE_H_
#define SLEEVE_BENCHMARKS_SUITE_MEASURE_H_

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "benchmarks/suite/peers.h"
#include "benchmarks/suite/recogniser.h"
#include "benchmarks/suite/split.h"
#include "benchmarks/suite/transformations.h"

namespace sleeve::suite {

/// An artwork that a query shows.
struct Expected {
  int artwork = 0;  ///< its place in the catalogue
  std::array<Point, 4> region{};
  bool region_known = false;
};

/// A query, ready to be asked.
struct Query {
  std::vector<uint8_t> bytes;
  int rows = 0;
  int columns = 0;
  std::vector<Expected> expected;  ///< empty for a distractor
  std::vector<int> groups;  ///< whose artworks are neither right nor wrong
};

/// What came of one expected artwork.
struct Hit {
  int artwork = 0;
  bool match = false;
  bool candidate = false;
  bool edition = false;
  double overlap = -1;  ///< of the regions; -1 when unknown or not a match
  double expected_false_matches = 0;  ///< that the match states
  std::array<int, kPeers> distances{};
};

/// An artwork that was named although it is not in the query.
struct Wrong {
  int artwork = 0;
  bool match = false;  ///< else a candidate
  double score = 0;
  int distance = 0;
  double expected_false_matches = 0;
};

/// What came of one query.
struct Outcome {
  std::string family;
  std::string transformation;
  std::string picture;  ///< the cover's path
  uint64_t seed = 0;
  bool distractor = false;
  bool edition = false;  ///< a match should be of kind `edition`
  std::string problem;   ///< why it was not checked; empty when it was
  std::vector<Hit> hits;
  std::vector<Wrong> wrong;
  double seconds = 0;  ///< of one core, decoding included
  std::array<int, kPeers> nearest_wrong{};
};

/// A query that is still to be made.
struct Job {
  Outcome outcome;  ///< all that is known beforehand
  std::function<Query()> make;
};

struct MeasureOptions {
  int threads = 0;
};

/// Called as work is done: what, and how much of it, 0 to 1.
using Tell = std::function<void(const char* what, double share)>;

/// Makes a catalogue of `artworks` and asks all `jobs`, which are used up;
/// outcome i is that of job i.
std::vector<Outcome> measure(const std::vector<GroupedPicture>& artworks,
                             std::vector<Job> jobs,
                             const MeasureOptions& options, const Tell& tell);

}  // namespace sleeve::suite

#endif  // SLEEVE_BENCHMARKS_SUITE_MEASURE_H_
