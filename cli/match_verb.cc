// sleeve match: which artworks are in these pictures.
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "cli/effort_option.h"
#include "cli/output.h"
#include "cli/verbs.h"
#include "core/picture.h"
#include "index/catalogue.h"
#include "index/matcher.h"
#include "screen/pipeline.h"
#include "screen/record.h"
#include "screen/source.h"

namespace sleeve::cli {
namespace {

struct Options {
  std::string catalogue;
  Effort effort = Effort::thorough;
  std::vector<std::string> paths;
};

struct Row {
  Item item;
  double progress = 0;
  int quality = 0;
  Matches found;
};

void match_row(Row& row, const Matcher& matcher) {
  read_bytes(row.item);
  if (row.item.problem) return;
  const auto picture = picture_of(row.item.bytes, matcher.effort());
  row.item.bytes = {};
  if (!picture) {
    row.item.problem = picture.problem();
    return;
  }
  row.quality = picture->fingerprints[0].quality;
  row.found = matcher.match(*picture);
}

std::string record(const Row& row) {
  Record record;
  record.put_name(row.item.name);
  record.put("status", row.item.problem ? "unchecked" : "ok");
  if (row.item.problem) {
    record.put_problem(*row.item.problem);
  } else {
    record.put("quality", row.quality);
  }
  record.put_matches("matches", row.found.matches);
  record.put_matches("candidates", row.found.candidates);
  return record.line();
}

void print_found(const std::string& path, const char* word,
                 const std::vector<Match>& found) {
  for (const Match& match : found) {
    print_line(fmt::format("{}\t{}\t{:.3f}\t{}\t{}\t{}", field(path), word,
                           match.score, match.distance, match.transform,
                           field(match.artwork_id)));
  }
}

void print_row(const Row& row, const Globals& globals) {
  const std::string& path = row.item.name.path;
  if (globals.json) {
    print_line(record(row));
  } else if (row.item.problem) {
    print_line(fmt::format("{}\tunchecked\t\t\t\t{}", field(path),
                           field(row.item.problem->reason)));
  } else if (row.found.matches.empty() && row.found.candidates.empty()) {
    print_line(fmt::format("{}\tnone\t\t\t\t", field(path)));
  } else {
    print_found(path, "match", row.found.matches);
    print_found(path, "candidate", row.found.candidates);
  }
}

ExitCode run(const Options& options, const Globals& globals) {
  const auto source = Source::open(options.paths);
  const Matcher matcher =
      Matcher::open(Catalogue::open(options.catalogue, Catalogue::Mode::read),
                    options.effort);
  if (matcher.without_details() > 0) {
    note(globals,
         fmt::format("{} artworks have no details and are searched for as "
                     "whole pictures only: add their pictures again.",
                     matcher.without_details()));
  }
  Progress progress(globals, "Matched");
  bool found = false, undecided = false;
  for_each_in_order<Row>(
      globals.threads,
      [&](Row& row) {
        row.progress = source->progress();
        return source->next(row.item);
      },
      [&](Row& row) { match_row(row, matcher); },
      [&](Row& row) {
        print_row(row, globals);
        found |= !row.found.matches.empty();
        undecided |= row.item.problem || !row.found.candidates.empty();
        progress.step(row.progress);
      });
  return exit_code(found, undecided);
}

}  // namespace

void add_match_verb(CLI::App& app, const Globals& globals, Run& run_verb) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "match", "Tell which artworks of a catalogue are in these pictures");
  verb->add_option("--catalogue", options->catalogue, "The catalogue directory")
      ->required();
  add_effort_option(*verb, options->effort);
  verb->add_option("PATH", options->paths,
                   "Files, folders, tar shards, brace ranges, or - for names "
                   "on standard input")
      ->required();
  verb->footer(
      "Without --json, a line for each finding: path, match | candidate | "
      "none |\nunchecked, score, distance, transform, artwork or reason; "
      "tab-separated.");
  verb->callback([&globals, &run_verb, options] {
    run_verb = [&globals, options] { return run(*options, globals); };
  });
}

}  // namespace sleeve::cli
