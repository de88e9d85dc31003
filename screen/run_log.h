// The log of one run: its lines, their leaves, the checkpoint over them, and
// the summary that says that all is done.
#ifndef SLEEVE_SCREEN_RUN_LOG_H_
#define SLEEVE_SCREEN_RUN_LOG_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "screen/checkpoint.h"
#include "screen/journal.h"
#include "screen/leaf_file.h"
#include "screen/run_folder.h"
#include "screen/summary.h"

namespace sleeve {

/// The files of a run's folder.
inline constexpr char kEvidenceFile[] = "evidence.jsonl";
inline constexpr char kRunFile[] = "run.json";
inline constexpr char kSummaryJsonFile[] = "summary.json";
inline constexpr char kSummaryTextFile[] = "summary.txt";
inline constexpr char kLeavesFile[] = "leaves.bin";
inline constexpr char kCheckpointFile[] = "checkpoint";
inline constexpr char kVerifierFile[] = "checkpoint.key";
inline constexpr char kFingerprintsFile[] = "fingerprints.bin";
inline constexpr char kArtworksFile[] = "artworks.bin";

/// The folder of a run's reviews, and the lines in it. Leaves and checkpoint
/// are called as above.
inline constexpr char kReviewsFolder[] = "reviews";
inline constexpr char kReviewsFile[] = "reviews.jsonl";

/// Removes all of them, the last to be written first. Throws Error (io_error).
void forget_run(const RunFolder& folder);

/// Who vouches for a log, and under which name.
struct LogIdentity {
  std::string origin = "sleeve";
  std::optional<SigningKey> key;

  /// Reads the key from a PEM file; an empty path is none. Throws Error:
  /// invalid_argument (a name that is none, no such key), not_found.
  static LogIdentity make(const std::string& origin,
                          const std::filesystem::path& key);
};

/// Writes the log. Every call may throw Error (io_error).
class RunLog {
 public:
  RunLog(const RunFolder& folder, LogIdentity identity,
         const char* lines_file = kEvidenceFile);

  /// Calls `visit(number, line)` for each line of earlier sessions, from 0 on.
  /// `changed` is called instead for a line that is not what was written. Call
  /// once, before append().
  void replay(const std::function<void(int64_t, std::string_view)>& visit,
              const std::function<void(int64_t)>& changed);

  void append(std::string_view line);
  void flush() { journal_.flush(); }
  int64_t lines() const { return journal_.lines(); }

  /// Waits until the disk has all lines, then writes the checkpoint over them
  /// and `files`.
  void write_checkpoint(std::vector<SealedFile> files = {});

  /// Writes summary and checkpoint, which vouches for the folder's other files
  /// too, and fills the summary's figures about the log. `started` is of the
  /// steady clock, in seconds. Call once, last.
  void finish(ScreenSummary& summary, double started);

 private:
  const RunFolder& folder_;
  LogIdentity identity_;
  Journal journal_;
  LeafFile leaves_;
};

/// The summary of the finished run in `folder`; nothing when there is none.
/// Throws Error (corrupt) when it does not fit its evidence.
std::optional<ScreenSummary> finished_summary(const RunFolder& folder);

/// Seconds of the steady clock.
double steady_seconds();

/// "2026-11-22T18:49:04Z".
std::string utc_now();

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RUN_LOG_H_
