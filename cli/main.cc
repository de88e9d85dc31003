// The program `sleeve`: reads the command line and runs one verb.
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <exception>
#include <new>
#include <string>

#include "cli/output.h"
#include "cli/verbs.h"
#include "core/error.h"
#include "core/version.h"

namespace sleeve::cli {
namespace {

constexpr char kAbout[] =
    "Finds album artwork in any pile of pictures.\n\n"
    "Exit codes: 0 nothing found and all checked; 1 usage or I/O error;\n"
    "2 matches found; 3 pictures to review or unchecked remain.";

void add_global_flags(CLI::App& app, Globals& globals) {
  app.add_flag("--json", globals.json, "Print JSON Lines on standard output");
  app.add_option("--threads", globals.threads,
                 "Threads to work on; 0 takes all cores")
      ->check(CLI::Range(0, 1024));
  app.add_flag("--quiet", globals.quiet, "No progress, no notes");
  app.add_flag("--verbose", globals.verbose, "A line for every picture");
  app.set_version_flag("--version", std::string("sleeve ") + version());
  app.require_subcommand(1);
  app.fallthrough();
}

ExitCode run_program(int argc, char** argv) {
  CLI::App app(kAbout, "sleeve");
  Globals globals;
  Run run;
  add_global_flags(app, globals);
  add_hash_verb(app, globals, run);
  add_catalogue_verb(app, globals, run);
  add_match_verb(app, globals, run);
  add_compare_verb(app, globals, run);
  add_calibrate_verb(app, globals, run);
  add_screen_verb(app, globals, run);
  add_rescreen_verb(app, globals, run);
  add_review_verb(app, globals, run);
  add_rights_verb(app, globals, run);
  add_verify_verb(app, globals, run);
  add_report_verb(app, globals, run);
  add_dedupe_verb(app, globals, run);
  add_bench_verb(app, globals, run);
  add_bench_recognition_verb(app, globals, run);
  add_bench_dedupe_verb(app, globals, run);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kNothingFound : kFailed;
  }
  const ExitCode code = run();
  flush_output();
  return code;
}

}  // namespace
}  // namespace sleeve::cli

int main(int argc, char** argv) {
  try {
    return sleeve::cli::run_program(argc, argv);
  } catch (const std::bad_alloc&) {
    std::fputs("sleeve: There is not enough memory for this.\n", stderr);
  } catch (const std::exception& error) {
    fmt::print(stderr, "sleeve: {}\n", error.what());
  }
  return sleeve::cli::kFailed;
}
