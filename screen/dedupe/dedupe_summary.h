// What a run found, in numbers: for programs and for people.
#ifndef SLEEVE_SCREEN_DEDUPE_DEDUPE_SUMMARY_H_
#define SLEEVE_SCREEN_DEDUPE_DEDUPE_SUMMARY_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "screen/dedupe/duplicates.h"

namespace sleeve {

/// A group as the summary names it.
struct LargeGroup {
  std::string keeper;
  int64_t members = 0;  ///< with the keeper
  uint64_t bytes = 0;   ///< of the members that are not kept
};

/// What became of duplicates in the file system.
struct ApplySummary {
  std::string action;
  bool dry_run = false;
  int64_t done = 0;    ///< or would be done
  uint64_t bytes = 0;  ///< of these pictures
  int64_t skipped = 0;
  std::map<std::string, int64_t> reasons;  ///< why others were left as they are
};

/// What became of shards that were written without duplicates.
struct CleanSummary {
  std::string folder;
  int64_t shards = 0;
  int64_t samples = 0;
  int64_t dropped = 0;
  std::vector<std::string> failures;  ///< a sentence for each broken shard
};

struct DedupeSummary {
  std::string output;
  int64_t pictures = 0;  ///< rows, references among them
  int64_t references = 0;
  int64_t repeated = 0;  ///< names that were given twice; no rows
  int64_t reused = 0;    ///< whose fingerprints were there
  int64_t unchecked = 0;
  std::map<std::string, int64_t> problems;  ///< by problem_name()

  int64_t groups = 0;
  int64_t kept = 0;                              ///< lines of keep.txt
  int64_t dropped = 0;                           ///< lines of drop.txt
  std::array<int64_t, kDuplicateKinds> kinds{};  ///< of what is dropped
  int64_t plain = 0;   ///< pictures with too little to say for their hash
  uint64_t bytes = 0;  ///< of all rows but references
  uint64_t dropped_bytes = 0;  ///< of what is dropped
  std::vector<LargeGroup> largest;

  int radius = 0;
  double false_rate = 0;    ///< wrong partners that chance gives a picture
  std::string calibration;  ///< identity(); empty for what Sleeve comes with
  std::string effort;
  std::string grouping;
  std::string keep;
  int64_t pairs = 0;          ///< near pairs of unlike codes
  int64_t refused_pairs = 0;  ///< whose features did not agree
  bool crowded = false;
  int64_t missed = 0;  ///< not to be read again as they were, for parts in them

  std::optional<CleanSummary> clean;
  std::optional<ApplySummary> applied;
  double fingerprint_seconds = 0;
  double group_seconds = 0;
  double seconds = 0;
};

/// summary.json.
std::string dedupe_summary_json(const DedupeSummary& summary);

/// What was done to files, in a few lines.
std::string apply_text(const ApplySummary& applied);

/// summary.txt: the result for people, with what to do next.
std::string dedupe_summary_text(const DedupeSummary& summary);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_DEDUPE_SUMMARY_H_
