// sleeve calibrate: measures how often chance alone makes a match.
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "cli/output.h"
#include "cli/verbs.h"
#include "screen/calibrate.h"

namespace sleeve::cli {
namespace {

struct Options {
  CalibrateOptions calibrate;
  std::vector<std::string> pairs;
};

void print_surest(const std::vector<SeemingPlace>& surest) {
  if (surest.empty()) return;
  print_line("surest of these: look whether they are false indeed");
  for (const SeemingPlace& place : surest) {
    print_line(fmt::format("{:.2f}\t{}\t{}", place.logit, field(place.path),
                           field(place.artwork_id)));
  }
}

// Whether what was learnt holds for pictures it was not learnt from.
void print_reliability(const CalibrateReport& report) {
  const auto& table = report.calibration.reliability;
  if (table.empty()) {
    if (report.pictures == 0) return;
    print_line(
        "reliability unknown: too few pictures to hold some of them out");
    return;
  }
  print_line("level\tpromised <=\tmatches\twith candidates\tpromise");
  for (const Reliability& row : table) {
    print_line(fmt::format("{:.0e}\t{:.3g}\t{}\t{}\t{}", row.level,
                           row.promised, row.matches, row.with_candidates,
                           verdict_of(row)));
  }
}

void print_text(const CalibrateReport& report) {
  const Calibration& calibration = report.calibration;
  print_line(fmt::format("model       {}", calibration.identity()));
  print_line(fmt::format("measured    {} pictures, {} places, {} unchecked",
                         report.pictures, report.places, report.unchecked));
  print_line(fmt::format("learnt from {} good and {} bad pairs",
                         calibration.good_pairs, calibration.bad_pairs));
  print_line(fmt::format(
      "threshold   score {:.4f} for {:g} false matches a picture against {} "
      "artworks",
      report.score_for_rate, calibration.rate, report.for_artworks));
  print_line(fmt::format("score\ta picture\tin {} pictures\tseen",
                         report.for_pictures));
  for (const OperatingPoint& point : report.points) {
    print_line(fmt::format("{}\t{:.3g}\t{:.3g}\t{}", point.score,
                           point.per_picture, point.expected, point.seen));
  }
  print_reliability(report);
  for (const auto& [id, factor] : calibration.hubs) {
    print_line(fmt::format("hub\t{:.1f}\t{}", factor, field(id)));
  }
  print_surest(report.surest);
}

CalibrateReport measure(const Options& options, const Globals& globals) {
  CalibrateOptions how = options.calibrate;
  how.threads = globals.threads;
  if (!options.pairs.empty()) {
    how.good_pairs = options.pairs[0];
    how.bad_pairs = options.pairs[1];
  }
  Progress progress(globals, "Measured");
  how.progress = [&](int64_t, double share) { progress.step(share); };
  return calibrate(how);
}

ExitCode run(const Options& options, const Globals& globals) {
  const CalibrateReport report = measure(options, globals);
  if (globals.json) {
    print_line(calibrate_json(report));
  } else {
    print_text(report);
  }
  return exit_code(false, report.unchecked > 0);
}

}  // namespace

void add_calibrate_verb(CLI::App& app, const Globals& globals, Run& run_verb) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "calibrate", "Measure how often chance alone makes a match");
  verb->add_option("--catalogue", options->calibrate.catalogue,
                   "The catalogue directory")
      ->required();
  verb->add_option("--pairs", options->pairs,
                   "Two CSV files of query,artwork: pairs that match, and "
                   "pairs that must not")
      ->expected(2);
  verb->add_option("--rate", options->calibrate.rate,
                   "False matches a picture that are borne (0.01)")
      ->check(CLI::Range(1e-12, 1.0));
  verb->add_option("--for-artworks", options->calibrate.for_artworks,
                   "Tell of a catalogue of so many artworks")
      ->check(CLI::PositiveNumber);
  verb->add_option("--for-pictures", options->calibrate.for_pictures,
                   "Tell of so many pictures (1000000)")
      ->check(CLI::PositiveNumber);
  verb->add_flag("--dry-run", options->calibrate.dry_run,
                 "Measure, but store nothing");
  verb->add_flag("--reset", options->calibrate.reset,
                 "Forget what was measured and learnt before");
  verb->add_option("PATH", options->calibrate.inputs,
                   "Pictures that show none of the artworks: files, folders, "
                   "tar shards, brace ranges, or - for names on standard "
                   "input");
  verb->callback([&globals, &run_verb, options] {
    run_verb = [&globals, options] { return run(*options, globals); };
  });
}

}  // namespace sleeve::cli
