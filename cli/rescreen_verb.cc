// sleeve rescreen: a finished run, brought up to date with its catalogue.
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "cli/output.h"
#include "cli/verbs.h"
#include "screen/rescreener.h"
#include "screen/review_log.h"

namespace sleeve::cli {
namespace {

struct Options {
  RescreenOptions rescreen;
  std::string policy;
  std::vector<std::string> reviews;
};

ExitCode run(Options options, const Globals& globals) {
  options.rescreen.threads = globals.threads;
  if (!options.policy.empty()) {
    options.rescreen.policy = read_policy(options.policy);
  }
  options.reviews.push_back(options.rescreen.run);
  options.rescreen.reviews = read_all_reviews(options.reviews);
  const ScreenSummary summary = rescreen(options.rescreen);
  if (summary.was_finished) {
    note(globals, fmt::format("This run was finished on {}; nothing was left "
                              "to do. To do it again, add --restart.",
                              summary.ended));
  }
  std::string text =
      globals.json ? summary_json(summary) : summary_text(summary);
  text.pop_back();
  print_line(text);
  const Counts& counts = summary.counts;
  return exit_code(
      counts.of(Verdict::exclude_match) + counts.of(Verdict::exclude_reserved) >
          0,
      counts.of(Verdict::review) + counts.of(Verdict::unchecked) > 0);
}

}  // namespace

void add_rescreen_verb(CLI::App& app, const Globals& globals, Run& run_verb) {
  auto options = std::make_shared<Options>();
  RescreenOptions& rescreen = options->rescreen;
  CLI::App* verb = app.add_subcommand(
      "rescreen",
      "Bring a run up to date with its catalogue, without reading "
      "pictures");
  verb->add_option("--catalogue", rescreen.catalogue, "The catalogue directory")
      ->required();
  verb->add_option("--output", rescreen.output,
                   "Directory for the new run, made when missing")
      ->required();
  verb->add_option("--policy", options->policy,
                   "JSON file that says what becomes of doubtful pictures; "
                   "strict without it");
  verb->add_option("--reviews", options->reviews,
                   "Other run whose reviews hold too; may be repeated")
      ->allow_extra_args(false);
  verb->add_option("--as-of", rescreen.as_of,
                   "Day on which licences must hold, YYYY-MM-DD; today without "
                   "it");
  verb->add_option("--key", rescreen.key,
                   "PEM file with an Ed25519 key that signs the checkpoint");
  verb->add_option("--origin", rescreen.origin, "Name of the log")
      ->capture_default_str();
  verb->add_flag("--restart", rescreen.restart,
                 "Forget what the output directory holds and begin anew");
  verb->add_option("RUN", rescreen.run, "The output directory of a run")
      ->required();
  verb->footer(
      "Artworks that came since are searched for by the fingerprints that the\n"
      "run stored: whole pictures, as with --effort fast. What else was found\n"
      "stands; owners, licences and policy are applied as they are now.");
  verb->callback([&globals, &run_verb, options] {
    run_verb = [&globals, options] { return run(*options, globals); };
  });
}

}  // namespace sleeve::cli
