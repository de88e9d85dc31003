// sleeve bench recognition: what is found of covers after all that happens to
// them, on the user's own pictures and beside other hashes.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "benchmarks/suite/jobs.h"
#include "benchmarks/suite/results.h"
#include "cli/output.h"
#include "cli/verbs.h"
#include "core/error.h"
#include "core/version.h"
#include "screen/pipeline.h"

namespace sleeve::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  suite::SplitOptions split;
  suite::JobOptions jobs;
  std::string pairs;
  std::string output;
};

/// One progress line for each stage of the work.
class Stages {
 public:
  explicit Stages(const Globals& globals) : globals_(globals) {}

  void tell(const std::string& what, double share) {
    if (what != stage_) {
      progress_.reset();
      progress_ = std::make_unique<Progress>(globals_, what);
      stage_ = what;
    }
    progress_->step(share);
  }

 private:
  const Globals& globals_;
  std::string stage_;
  std::unique_ptr<Progress> progress_;
};

void write_text(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) {
    throw Error(ErrorCode::io_error,
                fmt::format("{} cannot be written; is there room on the disk, "
                            "and may the folder be written?",
                            field(path.string())));
  }
}

suite::Setup setup_of(const Options& options, const Globals& globals,
                      const suite::Split& split) {
  suite::Setup setup;
  setup.folder = options.split.folder;
  setup.pairs = options.pairs;
  setup.artworks = static_cast<int>(split.artworks.size());
  setup.distractors = static_cast<int>(split.distractors.size());
  setup.queries = options.jobs.queries;
  setup.distractor_queries = options.jobs.distractor_queries;
  setup.seed = options.jobs.seed;
  setup.threads = thread_count(globals.threads);
  setup.version = version();
  return setup;
}

/// With pairs, the whole folder is the catalogue and nothing is left out: the
/// pairs say what is the same.
suite::Split split_of(const Options& options, Stages& stages) {
  const auto tell = [&](double share) { stages.tell("Read", share); };
  if (options.pairs.empty()) return split_folder(options.split, tell);
  return suite::whole_folder(options.split, tell);
}

std::vector<suite::Job> jobs_of(const Options& options,
                                const suite::Split& split) {
  return options.pairs.empty()
             ? transformation_jobs(split, options.jobs)
             : suite::pair_jobs(options.pairs, options.split.folder,
                                split.artworks);
}

void write_all(const Options& options, const suite::Results& results,
               const std::vector<suite::Outcome>& outcomes,
               const suite::Split& split) {
  if (options.output.empty()) return;
  const fs::path folder = options.output;
  write_text(folder / "results.json", as_json(results));
  write_text(folder / "results.csv", as_csv(results));
  write_text(folder / "results.html",
             as_html(results, outcomes, split.artworks));
  write_text(folder / "queries.csv", queries_csv(outcomes, split.artworks));
}

void make_output(const std::string& output) {
  if (output.empty()) return;
  std::error_code error;
  fs::create_directories(output, error);
  if (error) {
    throw Error(ErrorCode::io_error,
                fmt::format("The folder {} cannot be made: {}.", field(output),
                            error.message()));
  }
}

ExitCode run(Options options, const Globals& globals) {
  options.split.threads = globals.threads;
  options.split.seed = options.jobs.seed;
  make_output(options.output);
  Stages stages(globals);
  const suite::Split split = split_of(options, stages);
  const auto outcomes = suite::measure(
      split.artworks, jobs_of(options, split), {globals.threads},
      [&](const char* what, double share) { stages.tell(what, share); });
  suite::Results results =
      summarise(outcomes, setup_of(options, globals, split));
  results.duplicates = split.duplicates;
  results.unreadable = split.unreadable;
  write_all(options, results, outcomes, split);
  if (globals.json) {
    for (const std::string& line : as_json_lines(results)) print_line(line);
  } else {
    print_line(as_table(results));
  }
  return kNothingFound;
}

void add_options(CLI::App& verb, Options& options) {
  verb.add_option("FOLDER", options.split.folder, "Pictures, read deeply")
      ->required();
  verb.add_option("--artworks", options.split.artworks,
                  "How many make the catalogue (half of the folder)")
      ->check(CLI::PositiveNumber);
  verb.add_option("--distractors", options.split.distractors,
                  "How many others are asked and must not match (the rest)")
      ->check(CLI::PositiveNumber);
  verb.add_option("--queries", options.jobs.queries,
                  "Artworks for each transformation (150)")
      ->check(CLI::PositiveNumber);
  verb.add_option("--distractor-queries", options.jobs.distractor_queries,
                  "Distractors for each transformation (150)")
      ->check(CLI::NonNegativeNumber);
  verb.add_option("--seed", options.jobs.seed, "Same seed, same queries (1)");
  verb.add_option("--only", options.jobs.only,
                  "Transformations or families by name");
  verb.add_option("--pairs", options.pairs,
                  "Instead of transformations, the lines query,artwork of a "
                  "CSV file; the whole FOLDER is the catalogue");
  verb.add_option("--output", options.output,
                  "Folder for results.json, results.csv, results.html and "
                  "queries.csv");
}

}  // namespace

void add_bench_recognition_verb(CLI::App& app, const Globals& globals,
                                Run& run_verb) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.get_subcommand("bench")->add_subcommand(
      "recognition", "Find covers after what the web does to them");
  add_options(*verb, *options);
  verb->footer(
      "A part of FOLDER is catalogued, the rest are distractors; both go "
      "through\nevery transformation. docs/recognition.md explains the "
      "columns.");
  verb->callback([&globals, &run_verb, options] {
    run_verb = [&globals, options] { return run(*options, globals); };
  });
}

}  // namespace sleeve::cli
