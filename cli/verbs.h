// What the verbs of the program share: global flags, exit codes, signatures.
#ifndef SLEEVE_CLI_VERBS_H_
#define SLEEVE_CLI_VERBS_H_

#include <CLI/App.hpp>
#include <functional>

namespace sleeve::cli {

/// Flags that every verb obeys.
struct Globals {
  bool json = false;     ///< JSON Lines on standard output
  int threads = 0;       ///< 0: one for each core
  bool quiet = false;    ///< no progress and no notes on standard error
  bool verbose = false;  ///< a line for every picture
};

/// What the program's exit code says; scripts depend on it.
enum ExitCode : int {
  kNothingFound = 0,  ///< and everything was checked
  kFailed = 1,        ///< wrong usage, or the system refused
  kFound = 2,         ///< matches were found
  kUndecided = 3,     ///< pictures to review or unchecked remain
};

/// Returns the code for a run: undecided wins over found.
inline ExitCode exit_code(bool found, bool undecided) {
  if (undecided) return kUndecided;
  return found ? kFound : kNothingFound;
}

/// Adds a verb to `app`. When the person types it, parsing stores in `run`
/// what is to be done; it returns the exit code and may throw Error.
/// `globals` is filled by then and outlives the run.
using Run = std::function<ExitCode()>;
void add_hash_verb(CLI::App& app, const Globals& globals, Run& run);
void add_catalogue_verb(CLI::App& app, const Globals& globals, Run& run);
void add_match_verb(CLI::App& app, const Globals& globals, Run& run);
void add_compare_verb(CLI::App& app, const Globals& globals, Run& run);
void add_calibrate_verb(CLI::App& app, const Globals& globals, Run& run);
void add_screen_verb(CLI::App& app, const Globals& globals, Run& run);
void add_rescreen_verb(CLI::App& app, const Globals& globals, Run& run);
void add_review_verb(CLI::App& app, const Globals& globals, Run& run);
void add_rights_verb(CLI::App& app, const Globals& globals, Run& run);
void add_verify_verb(CLI::App& app, const Globals& globals, Run& run);
void add_report_verb(CLI::App& app, const Globals& globals, Run& run);
void add_dedupe_verb(CLI::App& app, const Globals& globals, Run& run);
void add_bench_verb(CLI::App& app, const Globals& globals, Run& run);
/// Adds itself beneath the verb `bench`, which must be there.
void add_bench_recognition_verb(CLI::App& app, const Globals& globals,
                                Run& run);
/// The same.
void add_bench_dedupe_verb(CLI::App& app, const Globals& globals, Run& run);

}  // namespace sleeve::cli

#endif  // SLEEVE_CLI_VERBS_H_
