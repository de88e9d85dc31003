// sleeve bench dedupe: plants duplicates among the user's pictures and says
// what is found of them, beside other tools.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "benchmarks/suite/dedupe_methods.h"
#include "benchmarks/suite/dedupe_score.h"
#include "benchmarks/suite/planted.h"
#include "cli/output.h"
#include "cli/verbs.h"
#include "core/error.h"
#include "screen/record.h"

namespace sleeve::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  suite::PlantOptions plant;
  std::string output;
  std::string python;
  std::vector<std::string> thresholds;
  std::vector<std::string> scores;
  bool thorough = false;
};

// A folder that goes when the run is over.
class Scratch {
 public:
  explicit Scratch(const std::string& wanted) : keep_(!wanted.empty()) {
    if (keep_) {
      path_ = wanted;
      fs::create_directories(path_);
      return;
    }
    std::string pattern =
        (fs::temp_directory_path() / "sleeve-dedupe-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
      throw Error(ErrorCode::io_error, "No temporary folder can be made.");
    }
    path_ = pattern;
  }
  ~Scratch() {
    std::error_code error;
    if (!keep_) fs::remove_all(path_, error);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  std::string operator/(const std::string& name) const {
    return (path_ / name).string();
  }

 private:
  bool keep_;
  fs::path path_;
};

std::vector<suite::MethodRun> run_methods(
    const Options& options, const Globals& globals, const Scratch& scratch,
    const std::vector<suite::PlantedFile>& files) {
  const std::string& folder = options.plant.folder;
  const int threads = globals.threads;
  const std::string program = fs::read_symlink("/proc/self/exe").string();
  std::vector<suite::MethodRun> runs;
  const std::vector<std::string> common = {"--threads",
                                           std::to_string(threads)};
  runs.push_back(
      suite::run_sleeve(program, common, folder, scratch / "sleeve", files));
  runs.back().name = "sleeve";
  for (const std::string& threshold : options.thresholds) {
    std::vector<std::string> words = common;
    words.insert(words.end(), {"--threshold", threshold});
    runs.push_back(suite::run_sleeve(program, words, folder,
                                     scratch / ("sleeve-" + threshold), files));
    runs.back().name = "sleeve at " + threshold;
  }
  if (options.thorough) {
    std::vector<std::string> words = common;
    words.insert(words.end(), {"--effort", "thorough"});
    runs.push_back(suite::run_sleeve(program, words, folder,
                                     scratch / "sleeve-thorough", files));
    runs.back().name = "sleeve thorough";
  }
  const std::string details = scratch / "thorough.slv";
  for (const std::string& score : options.scores) {
    std::vector<std::string> words = common;
    words.insert(words.end(), {"--effort", "thorough", "--min-score", score,
                               "--fingerprints", details});
    runs.push_back(suite::run_sleeve(
        program, words, folder, scratch / ("sleeve-score-" + score), files));
    runs.back().name = "sleeve score " + score;
  }
  const auto hash = [&](const char* name, Algorithm algorithm, int threshold) {
    runs.push_back(suite::run_hash(program, common, algorithm, threshold,
                                   folder, scratch / name, files));
    runs.back().name = fmt::format("{} <= {}", name, threshold);
  };
  hash("gradient hash", Algorithm::dhash64, 5);
  hash("phash64", Algorithm::phash64, 10);
  hash("pdq", Algorithm::pdq, 31);
  if (options.python.empty()) return runs;
  for (const char* method : {"PHash", "DHash", "CNN"}) {
    runs.push_back(suite::run_imagededup(options.python, method, folder,
                                         scratch / method, files));
  }
  return runs;
}

void print_json(const suite::MethodRun& run, const suite::DedupeScore& score,
                size_t files) {
  Record record;
  record.put("method", run.name);
  if (!run.problem.empty()) {
    record.put("problem", run.problem);
    print_line(record.line());
    return;
  }
  record.put("files", static_cast<uint64_t>(files));
  record.put("precision", score.precision());
  record.put("recall", score.all.share());
  record.put("purity", score.purity);
  record.put("right_pairs", score.right_pairs);
  record.put("wrong_pairs", score.wrong_pairs);
  record.put("planted", score.all.planted);
  record.put("originals", score.originals);
  record.put("wrong_originals", score.wrong_originals);
  record.put("seconds", run.seconds);
  record.put("peak_kilobytes", run.peak_kilobytes);
  Record shares;
  for (const auto& [name, found] : score.transformations) {
    shares.put(name, found.share());
  }
  record.put("transformations", shares);
  print_line(record.line());
}

void print_table(const std::vector<suite::MethodRun>& runs,
                 const std::vector<suite::DedupeScore>& scores) {
  print_line(
      "method               precision  recall  purity  wrong originals"
      "   seconds       MB");
  for (size_t i = 0; i < runs.size(); ++i) {
    if (!runs[i].problem.empty()) {
      print_line(fmt::format("{:<20} {}", runs[i].name, runs[i].problem));
      continue;
    }
    const suite::DedupeScore& score = scores[i];
    print_line(fmt::format(
        "{:<20}    {:.4f}  {:.4f}  {:.4f}  {:>6} of {:<6}  {:>8.1f} {:>8}",
        runs[i].name, score.precision(), score.all.share(), score.purity,
        score.wrong_originals, score.originals, runs[i].seconds,
        runs[i].peak_kilobytes / 1024));
  }
  std::string head = "\nrecall of           copies";
  for (size_t i = 0; i < runs.size(); ++i) {
    if (runs[i].problem.empty()) head += fmt::format("  {:>20}", runs[i].name);
  }
  print_line(head);
  for (const auto& [name, first] : scores.front().transformations) {
    std::string line = fmt::format("{:<19} {:>6}", name, first.planted);
    for (size_t i = 0; i < runs.size(); ++i) {
      if (!runs[i].problem.empty()) continue;
      line += fmt::format("  {:>20.3f}",
                          scores[i].transformations.at(name).share());
    }
    print_line(line);
  }
}

ExitCode run(Options options, const Globals& globals) {
  const Scratch scratch(options.output);
  options.plant.folder = scratch / "corpus";
  options.plant.split.threads = globals.threads;
  options.plant.split.seed = options.plant.jobs.seed;
  std::vector<suite::PlantedFile> files;
  {
    std::string stage;
    std::unique_ptr<Progress> progress;
    files = suite::plant(options.plant, [&](const char* what, double share) {
      if (stage != what) {
        stage = what;
        progress.reset();
        progress = std::make_unique<Progress>(globals, what);
      }
      progress->step(share);
    });
  }
  note(globals,
       fmt::format("{} files; now each method on them.", files.size()));
  const auto runs = run_methods(options, globals, scratch, files);
  std::vector<suite::DedupeScore> scores;
  for (const suite::MethodRun& one : runs) {
    scores.push_back(one.problem.empty() ? suite::score(files, one.groups)
                                         : suite::DedupeScore{});
    if (globals.json) print_json(one, scores.back(), files.size());
  }
  if (!runs.front().problem.empty()) {
    throw Error(ErrorCode::internal, runs.front().problem);
  }
  if (!globals.json) print_table(runs, scores);
  return kNothingFound;
}

}  // namespace

void add_bench_dedupe_verb(CLI::App& app, const Globals& globals,
                           Run& run_verb) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.get_subcommand("bench")->add_subcommand(
      "dedupe", "Plant duplicates among your pictures, and find them");
  suite::PlantOptions& plant = options->plant;
  verb->add_option("FOLDER", plant.split.folder, "Pictures, read deeply")
      ->required();
  verb->add_option("--pictures", plant.split.artworks,
                   "How many get copies (half of the folder)")
      ->check(CLI::PositiveNumber);
  verb->add_option("--others", plant.split.distractors,
                   "How many do not (the rest)")
      ->check(CLI::PositiveNumber);
  verb->add_option("--copies", plant.jobs.queries,
                   "Copies by each transformation (150)")
      ->check(CLI::PositiveNumber);
  verb->add_option("--only", plant.jobs.only,
                   "Transformations or families by name");
  verb->add_option("--seed", plant.jobs.seed, "Same seed, same copies (1)");
  verb->add_option("--threshold", options->thresholds,
                   "Run Sleeve at these thresholds too");
  verb->add_flag("--thorough", options->thorough,
                 "Run Sleeve with --effort thorough too");
  verb->add_option("--min-score", options->scores,
                   "Run Sleeve with --effort thorough and these scores too; "
                   "what the first finds serves the others");
  verb->add_option("--imagededup", options->python,
                   "A Python that has imagededup, to run it on the same files");
  verb->add_option("--output", options->output,
                   "Keep the corpus and all results in this folder");
  verb->footer("docs/dedupe.md explains the columns.");
  verb->callback([&globals, &run_verb, options] {
    run_verb = [&globals, options] { return run(*options, globals); };
  });
}

}  // namespace sleeve::cli
