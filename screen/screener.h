// Checks a data set against a catalogue: verdict and evidence for each picture.
#ifndef SLEEVE_SCREEN_SCREENER_H_
#define SLEEVE_SCREEN_SCREENER_H_

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/decode.h"
#include "screen/claim_signature.h"
#include "screen/policy.h"
#include "screen/summary.h"

namespace sleeve {

/// How far a run is.
struct ScreenProgress {
  const Counts& counts;   ///< with the rows of earlier sessions
  int64_t resumed = 0;    ///< rows of earlier sessions
  double share = 0;       ///< of the inputs, 0 to 1; negative when unknown
  const Finding& latest;  ///< about the row that was just written
};

struct ScreenOptions {
  std::filesystem::path catalogue;
  std::filesystem::path output;     ///< made when missing
  std::vector<std::string> inputs;  ///< as Source::open() takes them
  Effort effort = Effort::thorough;
  int threads = 0;  ///< 0: one for each core
  Limits limits;
  double time_out = 30;  ///< seconds for decoding one picture
  bool sandbox = true;   ///< decode in locked-down processes
  bool restart = false;  ///< forget what the output directory holds
  int names_file = 0;    ///< descriptor that the input "-" reads
  Policy policy = strict_policy();
  std::string as_of;  ///< day on which licences must hold, "2026-11-22"; empty
                      ///< for today, or the day of the run that is taken up
  std::filesystem::path key;  ///< PEM that signs the checkpoint; empty for none
  std::string origin = "sleeve";  ///< names the log; see is_origin()
  std::string collected_by;       ///< who fetched the pictures; told in reports
  std::string tool;               ///< the program that did
  std::filesystem::path sites;    ///< a SiteSnapshot's folder; empty for none
  Reviews reviews;                ///< decisions that hold for this run
  std::optional<TrustAnchors> trust;  ///< for signatures of C2PA manifests;
                                      ///< without it they are not checked

  /// Called after every row, by one thread at a time. What it throws ends the
  /// run, which can be taken up again.
  std::function<void(const ScreenProgress&)> progress;
};

/// Writes evidence.jsonl (a line for each row of the inputs, in their order),
/// run.json, summary.json and summary.txt to options.output.
///
/// A run that was killed goes on where it stopped when it is called again with
/// the same inputs, catalogue, limits and version, and ends with the same
/// evidence, byte for byte; one that was finished returns its summary. The
/// evidence does not depend on `threads`. Memory does not grow with the number
/// of pictures.
///
/// Throws Error: not_found (an input, the catalogue), invalid_argument (the
/// output holds another run; the inputs changed since), corrupt, io_error.
/// Bad pictures are rows.
ScreenSummary screen(const ScreenOptions& options);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_SCREENER_H_
