// sleeve screen: verdict and evidence for every picture of a data set.
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "cli/decode_options.h"
#include "cli/effort_option.h"
#include "cli/output.h"
#include "cli/screen_progress.h"
#include "cli/verbs.h"
#include "screen/clean_copy.h"
#include "screen/review_log.h"
#include "screen/screener.h"

namespace sleeve::cli {
namespace {

struct Options {
  ScreenOptions screen;
  std::string catalogue;
  std::string output;
  std::string policy;
  std::vector<std::string> reviews;
  std::string trust;
  std::string clean;
  DecodeOptions decode;
};

void tell(const ScreenSummary& summary, const Globals& globals) {
  if (summary.was_finished) {
    note(globals, fmt::format("This run was finished on {}; nothing was left "
                              "to do. To check again, add --restart.",
                              summary.ended));
  } else if (summary.resumed > 0) {
    note(globals, fmt::format("Went on after {} pictures of a run that had "
                              "been stopped.",
                              summary.resumed));
  }
  std::string text =
      globals.json ? summary_json(summary) : summary_text(summary);
  text.pop_back();
  print_line(text);
}

// Shards that broke cannot be told apart into samples, and are not copied.
void copy_clean(const Options& options, const Globals& globals) {
  const CleanCopy copy = write_clean(options.output, options.clean);
  for (const std::string& fault : copy.faults) {
    fmt::print(stderr, "{}\n", fault);
  }
  note(globals,
       fmt::format("{} shards copied to {}: {} samples kept, {} left "
                   "out.",
                   copy.shards, options.clean, copy.samples, copy.dropped));
}

ExitCode run(Options options, const Globals& globals) {
  ScreenOptions& screen_options = options.screen;
  screen_options.catalogue = options.catalogue;
  screen_options.output = options.output;
  screen_options.threads = globals.threads;
  screen_options.sandbox = options.decode.sandbox();
  screen_options.time_out = options.decode.time_out;
  screen_options.limits = options.decode.limits;
  if (!options.policy.empty()) {
    screen_options.policy = read_policy(options.policy);
  }
  if (!options.trust.empty()) {
    screen_options.trust = TrustAnchors::read_pem(options.trust);
  }
  screen_options.reviews = read_all_reviews(options.reviews);
  ScreenSummary summary;
  {
    ScreenProgressLine line(globals);
    screen_options.progress = [&](const ScreenProgress& progress) {
      line.step(progress);
    };
    summary = screen(screen_options);
  }
  tell(summary, globals);
  if (!options.clean.empty()) copy_clean(options, globals);
  const Counts& counts = summary.counts;
  return exit_code(
      counts.of(Verdict::exclude_match) + counts.of(Verdict::exclude_reserved) >
          0,
      counts.of(Verdict::review) + counts.of(Verdict::unchecked) > 0);
}

void add_options(CLI::App& verb, Options& options) {
  verb.add_option("--catalogue", options.catalogue, "The catalogue directory")
      ->required();
  verb.add_option("--output", options.output,
                  "Directory for evidence and summary, made when missing")
      ->required();
  verb.add_option("--policy", options.policy,
                  "JSON file that says what becomes of doubtful pictures; "
                  "strict without it");
  verb.add_option("--reviews", options.reviews,
                  "Run whose reviews hold for the same pictures; may be "
                  "repeated")
      ->allow_extra_args(false);
  verb.add_option("--trust", options.trust,
                  "PEM file of certificates that vouch for signers of C2PA "
                  "manifests; without it signatures are not checked");
  verb.add_option("--write-clean", options.clean,
                  "Folder for copies of the shards, byte for byte, without "
                  "what must not stay");
  verb.add_option("--as-of", options.screen.as_of,
                  "Day on which licences must hold, YYYY-MM-DD; today without "
                  "it");
  verb.add_option("--collected-by", options.screen.collected_by,
                  "Who fetched the pictures; reports tell it of those whose "
                  "data do not say");
  verb.add_option("--tool", options.screen.tool,
                  "The program that fetched them; told likewise");
  verb.add_option("--key", options.screen.key,
                  "PEM file with an Ed25519 key that signs the checkpoint");
  verb.add_option("--origin", options.screen.origin,
                  "Name of the log in its checkpoint, such as example.com/log")
      ->capture_default_str();
  verb.add_option("--sites", options.screen.sites,
                  "Folder with robots.txt, tdmrep.json, ai.txt and "
                  "license.xml in a folder for each host");
  add_effort_option(verb, options.screen.effort);
  verb.add_flag("--restart", options.screen.restart,
                "Forget what the output directory holds and begin anew");
  add_decode_options(verb, options.decode);
  verb.add_option("INPUT", options.screen.inputs,
                  "Files, folders, tar shards, WARC files, brace ranges, or - "
                  "for names on standard input")
      ->required();
}

}  // namespace

void add_screen_verb(CLI::App& app, const Globals& globals, Run& run_verb) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "screen", "Give a verdict and evidence for every picture of a data set");
  add_options(*verb, *options);
  verb->footer(
      "Writes evidence.jsonl (a line for each picture, in input order),\n"
      "summary.json and summary.txt. Killed and run again, it goes on where "
      "it\nstopped. SLEEVE_SANDBOX=off is --no-sandbox.");
  verb->callback([&globals, &run_verb, options] {
    run_verb = [&globals, options] { return run(*options, globals); };
  });
}

}  // namespace sleeve::cli
