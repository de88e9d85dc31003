// sleeve dedupe: groups of duplicates, and what to keep and to drop.
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/decode_options.h"
#include "cli/effort_option.h"
#include "cli/output.h"
#include "cli/stage_progress.h"
#include "cli/verbs.h"
#include "core/error.h"
#include "screen/dedupe/dedupe.h"
#include "screen/dedupe/undo.h"

namespace sleeve::cli {
namespace {

struct Options {
  DedupeOptions dedupe;
  std::string output;
  std::string keep = "largest";
  double max_false_rate = -1;
  std::string calibration;
  DecodeOptions decode;
  std::optional<ApplyAction> action;
  ApplyOptions apply;
  bool undo = false;
  bool empty_trash = false;
};

// What is done to an earlier run's files, without looking for duplicates.
ExitCode take_back(const Options& options) {
  const ApplySummary done =
      options.undo ? undo_applied(options.output) : empty_trash(options.output);
  std::string text = apply_text(done);
  text.pop_back();
  print_line(text);
  return exit_code(false, done.skipped > 0);
}

void check(const Options& options) {
  const bool later = options.undo || options.empty_trash;
  if (later == options.dedupe.inputs.empty()) return;
  throw Error(ErrorCode::invalid_argument,
              later ? "--undo and --empty-trash take no inputs."
                    : "Name the pictures: files, folders, tar shards or -.");
}

// What `sleeve calibrate` stored; that nothing is there must not pass for it.
Calibration measured(const std::string& catalogue) {
  const Calibration calibration = load_calibration(catalogue);
  if (calibration.identity().empty()) {
    throw Error(ErrorCode::not_found,
                "Nothing was measured in \"" + catalogue +
                    "\". Run `sleeve calibrate --catalogue " + catalogue +
                    "` on pictures that show none of its artworks.");
  }
  return calibration;
}

ExitCode run(Options options, const Globals& globals) {
  check(options);
  if (options.undo || options.empty_trash) return take_back(options);
  DedupeOptions& dedupe_options = options.dedupe;
  dedupe_options.output = options.output;
  dedupe_options.keep = parse_keep_rule(options.keep);
  dedupe_options.threads = globals.threads;
  dedupe_options.sandbox = options.decode.sandbox();
  dedupe_options.time_out = options.decode.time_out;
  dedupe_options.limits = options.decode.limits;
  if (options.action) {
    options.apply.action = *options.action;
    dedupe_options.apply = options.apply;
  }
  if (options.max_false_rate >= 0) {
    dedupe_options.max_false_rate = options.max_false_rate;
  }
  if (!options.calibration.empty()) {
    dedupe_options.calibration = measured(options.calibration);
  }
  DedupeSummary summary;
  {
    StageProgress line(globals);
    dedupe_options.progress = [&](const DedupeProgress& progress) {
      line.step(progress.stage, progress.pictures, progress.share);
    };
    summary = dedupe(dedupe_options);
  }
  std::string text = globals.json ? dedupe_summary_json(summary)
                                  : dedupe_summary_text(summary);
  text.pop_back();
  print_line(text);
  return exit_code(summary.dropped > 0,
                   summary.unchecked > 0 || summary.missed > 0);
}

void add_grouping_options(CLI::App& verb, Options& options) {
  auto* threshold =
      verb.add_option("--threshold", options.dedupe.radius,
                      "Bits of 256 that near pictures differ in at most (31)");
  threshold->check(CLI::Range(0, 63));
  verb.add_option("--max-false-rate", options.max_false_rate,
                  "Instead: the greatest threshold with which chance gives a "
                  "picture at most so many wrong partners; binds parts too")
      ->check(CLI::Range(0.0, 1e6))
      ->excludes(threshold);
  verb.add_option("--calibration", options.calibration,
                  "Catalogue of pictures like these that `sleeve calibrate` "
                  "measured: by what it saw chances are reckoned");
  verb.add_option("--min-score", options.dedupe.min_score,
                  "Score that parts and doubtful pairs have at least, 0 to 1")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  const std::map<std::string, GroupBy> groupings = {
      {"star", GroupBy::star},
      {"component", GroupBy::component},
      {"clique", GroupBy::clique}};
  verb.add_option("--group", options.dedupe.grouping,
                  "star (all near the keeper), component (chains) or clique "
                  "(all near each other)")
      ->transform(CLI::CheckedTransformer(groupings))
      ->default_str("star");
  verb.add_option("--keep", options.keep,
                  "Which of a group stays: largest, smallest, first, quality, "
                  "newest, or a formula such as 'ends(\".png\")*1e9+pixels'")
      ->capture_default_str();
}

void add_apply_options(CLI::App& verb, Options& options) {
  const std::map<std::string, ApplyAction> actions = {
      {"hardlink", ApplyAction::hardlink},
      {"symlink", ApplyAction::symlink},
      {"move", ApplyAction::move},
      {"delete", ApplyAction::remove}};
  auto* apply =
      verb.add_option("--apply", options.action,
                      "Do it to the files: hardlink or symlink identical "
                      "ones, move all, or delete")
          ->transform(CLI::CheckedTransformer(actions));
  verb.add_flag("--dry-run", options.apply.dry_run,
                "With --apply: only write plan.jsonl")
      ->needs(apply);
  verb.add_option("--move-to", options.apply.move_to,
                  "Directory for --apply move (moved in the output)")
      ->needs(apply);
  auto* undo =
      verb.add_flag("--undo", options.undo, "Take back all that --apply did");
  verb.add_flag("--empty-trash", options.empty_trash,
                "Delete for good what --apply delete put into the trash")
      ->excludes(undo);
}

void add_options(CLI::App& verb, Options& options) {
  DedupeOptions& dedupe_options = options.dedupe;
  verb.add_option("--output", options.output,
                  "Directory for the results, made when missing")
      ->required();
  verb.add_option("--reference", dedupe_options.references,
                  "Compare the inputs with these pictures only, which are "
                  "kept; may be given several times")
      ->allow_extra_args(false);
  verb.add_flag("--add", dedupe_options.add,
                "Add the inputs to the run in the output directory; what it "
                "kept stays kept");
  verb.add_option("--fingerprints", dedupe_options.fingerprints,
                  "File of fingerprints to reuse and to append to "
                  "(fingerprints.slv in the output directory)");
  add_effort_option(verb, dedupe_options.effort);
  add_grouping_options(verb, options);
  auto* gallery =
      verb.add_flag("--gallery", dedupe_options.gallery,
                    "Write gallery/index.html: groups with thumbnails");
  verb.add_option("--gallery-groups", dedupe_options.gallery_groups,
                  "The most groups in the gallery, the largest first (all)")
      ->needs(gallery);
  add_apply_options(verb, options);
  verb.add_option("--write-clean", dedupe_options.clean_folder,
                  "Directory for copies of the tar shards without what is "
                  "dropped, byte for byte");
  add_decode_options(verb, options.decode);
  verb.add_option("INPUT", dedupe_options.inputs,
                  "Files, folders, tar shards, brace ranges, or - for names "
                  "on standard input");
}

}  // namespace

void add_dedupe_verb(CLI::App& app, const Globals& globals, Run& run_verb) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "dedupe", "Find the duplicates in a data set, or in one of another");
  add_options(*verb, *options);
  verb->footer(
      "Writes groups.jsonl, pairs.csv, keep.txt, drop.txt and more. Killed "
      "and run\nagain, it goes on with the fingerprints that are there. "
      "docs/dedupe.md\nexplains all. Exit codes: 0 no duplicates, 2 some, 3 "
      "unchecked pictures.");
  verb->callback([&globals, &run_verb, options] {
    run_verb = [&globals, options] { return run(*options, globals); };
  });
}

}  // namespace sleeve::cli
