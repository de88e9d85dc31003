// Finds and lists the duplicates of a corpus.
#ifndef SLEEVE_SCREEN_DEDUPE_DEDUPE_H_
#define SLEEVE_SCREEN_DEDUPE_DEDUPE_H_

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/decode.h"
#include "index/calibration.h"
#include "screen/dedupe/apply.h"
#include "screen/dedupe/dedupe_summary.h"
#include "screen/dedupe/ranking.h"

namespace sleeve {

/// How far a run is.
struct DedupeProgress {
  const char* stage;     ///< "fingerprinting", "grouping", ...
  int64_t pictures = 0;  ///< of this stage
  double share = 0;      ///< of this stage, 0 to 1; negative when unknown
};

/// Unless told otherwise, the radius is that of radius_for() with this rate,
/// brought between these bounds: 31 up to ten million pictures. Further apart,
/// icons, flags and playing cards of one family look alike to the hash.
inline constexpr double kDuplicateFalseRate = 0.001;
inline constexpr int kLeastDuplicateRadius = 24;
inline constexpr int kMostDuplicateRadius = 31;

struct DedupeOptions {
  std::filesystem::path output;         ///< made when missing
  std::vector<std::string> inputs;      ///< as Source::open() takes them
  std::vector<std::string> references;  ///< compare with these only
  std::string
      fingerprints;  ///< file; "fingerprints.slv" in the output if empty
  bool add = false;  ///< add the inputs to the run in the output

  /// Parts and doubtful pairs of a lower score do not count, 0 to 1.
  double min_score = kDuplicateScore;

  /// Bits that near pictures differ in at most, 0 to 63.
  std::optional<int> radius;

  /// Instead of `radius`: the greatest radius with which chance gives a
  /// picture no more wrong partners than this; see radius_for().
  std::optional<double> max_false_rate;

  /// What was measured of pictures like these; corrects the chances that the
  /// radius and parts are chosen by.
  Calibration calibration;

  GroupBy grouping = GroupBy::star;

  /// thorough: parts, turned and mirrored copies too, and doubtful pairs are
  /// verified; needs some fifty times as long, and is wrong more often.
  Effort effort = Effort::fast;
  KeepRule keep;
  std::string clean_folder;           ///< write clean shards here, unless empty
  bool gallery = false;               ///< write pages to look at
  size_t gallery_groups = 0;          ///< the most of them; 0: all
  std::optional<ApplyOptions> apply;  ///< change files, when all is written

  int threads = 0;  ///< 0: one for each core
  Limits limits;
  double time_out = 30;  ///< seconds for decoding one picture
  bool sandbox = true;   ///< decode in locked-down processes
  int names_file = 0;    ///< descriptor that the input "-" reads

  /// Called now and then, by one thread at a time. What it throws ends the
  /// run, which can be taken up again.
  std::function<void(const DedupeProgress&)> progress;
};

/// Writes the files of write_report(), summary.json, summary.txt and rows.slv
/// (for `add`) to options.output.
///
/// Fingerprints are computed once: a run that was killed and is started again
/// goes on with those that are there, and so does one with other options or
/// changed inputs. Results are the same whatever was there, and do not depend
/// on `threads`. Results replace those of an earlier run, each file whole.
///
/// Throws Error: not_found (an input; nothing to add to), invalid_argument,
/// corrupt, unsupported, io_error. Bad pictures are listed as unchecked.
DedupeSummary dedupe(const DedupeOptions& options);

/// How many of `pictures` unrelated ones chance lets lie within `radius` of
/// one picture: chance_within(), times `factor` (Calibration::hash_factor).
double expected_false_rate(int radius, int64_t pictures, double factor = 1);

/// The radius when nothing else is asked for.
int default_radius(int64_t pictures, double factor = 1);

/// The greatest radius (at most 63) whose expected_false_rate() is at most
/// `rate`. Throws Error (invalid_argument) when there is none.
int radius_for(double rate, int64_t pictures, double factor = 1);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_DEDUPE_H_
