// Measures several indexes on the same data: the recall bench without its
// printing.
#ifndef SLEEVE_INDEX_RECALL_RUN_H_
#define SLEEVE_INDEX_RECALL_RUN_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "index/recall.h"

namespace sleeve {

/// What is searched, and what is asked for: codes [n][columns] of bytes, or
/// features [n][columns] of floats.
struct RecallData {
  bool floats = false;
  int64_t columns = 32;
  std::span<const uint8_t> rows;     ///< their bytes, in memory order
  std::span<const uint8_t> queries;  ///< as many columns

  int64_t row_bytes() const { return columns * (floats ? 4 : 1); }
  int64_t row_count() const;
  int64_t query_count() const;
};

struct RecallOptions {
  Question question;  ///< features are asked for the k nearest only
  std::vector<IndexSpec> specs;
  int threads = 1;

  /// The least recall that is wanted, or -1; the fastest specification that
  /// reaches it is marked.
  double target = -1;

  /// Keeps the truth and finished lines, so that an interrupted run goes on
  /// and the next one on the same data starts sooner; empty keeps nothing.
  std::filesystem::path cache = {};
};

/// What was measured of one specification.
struct RecallLine {
  std::string spec;
  std::string about;  ///< what it chose and why
  int64_t rows = 0;
  int64_t queries = 0;
  Question question;
  int threads = 0;
  RecallFigures figures;
  double build_seconds = 0;

  /// Opening the built index from a file in the system's cache until it may
  /// answer, checksums compared; -1 where there is no room for the file.
  double load_seconds = 0;

  double bytes_per_row = 0;

  /// The most memory in use while building and answering, beyond rows and
  /// queries; 0 where the system does not tell.
  uint64_t peak_bytes = 0;

  bool front = false;    ///< no other line beats it in recall and speed
  bool fastest = false;  ///< of those that reach the target recall
};

/// Told what is done next, for people.
using RecallProgress = std::function<void(const std::string& doing)>;

/// Asks `exact` for the truth, then measures each specification in turn. Throws
/// Error (invalid_argument), before work starts, when the question does not
/// suit the data or an index would need more memory than the machine has; and
/// as building and asking do.
std::vector<RecallLine> run_recall(const RecallData& data,
                                   const RecallOptions& options,
                                   const RecallProgress& progress = {});

}  // namespace sleeve

#endif  // SLEEVE_INDEX_RECALL_RUN_H_
