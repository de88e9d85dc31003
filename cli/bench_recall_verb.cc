// sleeve bench recall: how much each kind of index finds, and how fast, on the
// user's own codes.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "cli/bench_recall_report.h"
#include "cli/output.h"
#include "core/error.h"
#include "index/catalogue.h"
#include "index/generated_codes.h"
#include "index/npy_file.h"
#include "index/recall.h"

namespace sleeve::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kQueries = 1000;
constexpr int kDefaultRadius = 31;
constexpr uint64_t kSeed = 1;

struct Options {
  std::string catalogue;
  std::string codes;
  int64_t generate = -1;
  std::string queries;
  int radius = -1;
  int64_t k = -1;
  std::vector<std::string> specs;
  double target = -1;
  std::string csv;
  std::string html;
};

// Codes and queries, and what keeps them in memory.
struct Data {
  std::shared_ptr<const Snapshot> snapshot;
  CodeArray array;
  CodeArray query_array;
  std::vector<uint8_t> made_queries;
  std::span<const uint8_t> codes;
  std::span<const uint8_t> queries;
  size_t code_bytes = kCodeBytes;

  int64_t rows() const {
    return static_cast<int64_t>(codes.size() / code_bytes);
  }
};

[[noreturn]] void refuse(const std::string& sentence) {
  throw Error(ErrorCode::invalid_argument, sentence);
}

void load_codes(const Options& options, Data& data) {
  const int sources = !options.catalogue.empty() + !options.codes.empty() +
                      (options.generate >= 0);
  if (sources != 1) {
    refuse("Give one of --catalogue, --codes and --generate.");
  }
  if (!options.catalogue.empty()) {
    data.snapshot =
        Catalogue::open(options.catalogue, Catalogue::Mode::read).snapshot();
    data.codes = data.snapshot->codes();
  } else if (!options.codes.empty()) {
    data.array = read_npy_codes(options.codes);
    data.codes = data.array.codes();
    data.code_bytes = data.array.code_bytes;
  } else {
    data.array.bytes =
        generate_codes(static_cast<size_t>(options.generate), kSeed);
    data.codes = data.array.codes();
  }
}

void load_queries(const Options& options, Data& data) {
  if (options.queries.empty()) {
    if (data.code_bytes != kCodeBytes) {
      refuse("Codes of 64 bits need --queries.");
    }
    data.made_queries = generate_queries(data.codes, kQueries, kSeed + 1);
    data.queries = data.made_queries;
    return;
  }
  data.query_array = read_npy_codes(options.queries);
  if (data.query_array.code_bytes != data.code_bytes) {
    refuse(fmt::format("{} has codes of {} bytes, but the index has {}.",
                       options.queries, data.query_array.code_bytes,
                       data.code_bytes));
  }
  data.queries = data.query_array.codes();
}

Question question_of(const Options& options, const Data& data) {
  if (options.radius >= 0 && options.k >= 0) {
    refuse("Give --radius or --k, not both.");
  }
  const auto bits = static_cast<int>(8 * data.code_bytes);
  if (options.k >= 0) {
    if (options.k < 1 || options.k > data.rows()) {
      refuse(fmt::format("--k must lie between 1 and the number of codes, {}.",
                         data.rows()));
    }
    return {-1, options.k};
  }
  const int radius = options.radius >= 0 ? options.radius : kDefaultRadius;
  if (radius > bits) {
    refuse(
        fmt::format("--radius must not exceed the {} bits of a code.", bits));
  }
  return {radius, 0};
}

std::vector<IndexSpec> specs_of(const Options& options, const Data& data) {
  std::vector<IndexSpec> specs;
  for (const std::string& text : options.specs) {
    specs.push_back(
        parse_index_spec(text, static_cast<int>(8 * data.code_bytes)));
  }
  return specs;
}

BenchLine measure(const IndexSpec& spec, const Data& data,
                  const Question& question, int threads, const Answers& truth) {
  BenchLine line;
  const auto start = Clock::now();
  const auto index =
      build_search_index(data.codes, data.code_bytes, spec, threads);
  line.build_seconds =
      std::chrono::duration<double>(Clock::now() - start).count();
  line.spec = index_spec_text(spec);
  line.about = index->about();
  line.codes = index->size();
  line.queries = static_cast<int64_t>(data.queries.size() / data.code_bytes);
  line.question = question;
  line.threads = threads;
  line.bytes_per_code = line.codes == 0 ? 0
                                        : static_cast<double>(index->bytes()) /
                                              static_cast<double>(line.codes);
  line.figures =
      measure_recall(*index, question, data.queries, data.code_bytes, truth);
  return line;
}

void mark_best(std::vector<BenchLine>& lines, double target) {
  std::vector<RecallFigures> figures;
  for (const BenchLine& line : lines) figures.push_back(line.figures);
  const std::vector<bool> front = pareto_front(figures);
  BenchLine* fastest = nullptr;
  for (size_t i = 0; i < lines.size(); ++i) {
    lines[i].front = front[i];
    if (target < 0 || lines[i].figures.recall < target) continue;
    if (fastest == nullptr || lines[i].figures.queries_per_second >
                                  fastest->figures.queries_per_second) {
      fastest = &lines[i];
    }
  }
  if (fastest != nullptr) fastest->fastest = true;
}

void print(const std::vector<BenchLine>& lines, const Options& options,
           const Globals& globals) {
  if (globals.json) {
    for (const BenchLine& line : lines) print_line(bench_json(line));
  } else {
    for (const std::string& row : bench_table(lines)) print_line(row);
  }
  if (!options.csv.empty()) write_report(options.csv, bench_csv(lines));
  if (!options.html.empty()) write_report(options.html, bench_html(lines));
  if (options.target < 0 || globals.json) return;
  for (const BenchLine& line : lines) {
    if (!line.fastest) continue;
    print_line(fmt::format("{} is the fastest with a recall of {} or more.",
                           line.spec, options.target));
    return;
  }
  print_line(fmt::format("None reaches a recall of {}.", options.target));
}

ExitCode bench_recall(const Options& options, const Globals& globals) {
  Data data;
  load_codes(options, data);
  load_queries(options, data);
  const Question question = question_of(options, data);
  const std::vector<IndexSpec> specs = specs_of(options, data);
  const int threads =
      globals.threads > 0
          ? globals.threads
          : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  note(globals,
       fmt::format("{} codes, {} queries: asking the exact index", data.rows(),
                   data.queries.size() / data.code_bytes));
  const Answers truth = ask(
      *build_search_index(data.codes, data.code_bytes, IndexSpec{}, threads),
      question, data.queries);
  std::vector<BenchLine> lines;
  for (const IndexSpec& spec : specs) {
    note(globals, "measuring " + index_spec_text(spec));
    lines.push_back(measure(spec, data, question, threads, truth));
  }
  mark_best(lines, options.target);
  print(lines, options, globals);
  return kNothingFound;
}

void add_recall(CLI::App& parent, const Globals& globals, Run& run) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = parent.add_subcommand(
      "recall", "Measure what indexes find, and how fast, on your codes");
  verb->add_option("--catalogue", options->catalogue, "Codes of a catalogue");
  verb->add_option("--codes", options->codes,
                   "Codes in a .npy file, uint8 of shape (n, 32) or (n, 8)");
  verb->add_option("--generate", options->generate,
                   "So many made-up codes, with near ones among them")
      ->check(CLI::Range(int64_t{0}, int64_t{4'000'000'000}));
  verb->add_option("--queries", options->queries,
                   "Queries in a .npy file; else codes with bits flipped");
  verb->add_option("--radius", options->radius,
                   "Ask for all within so many bits (31)")
      ->check(CLI::Range(0, 256));
  verb->add_option("--k", options->k, "Ask for the k nearest instead")
      ->check(CLI::PositiveNumber);
  verb->add_option("--spec", options->specs,
                   "Indexes: exact, scan, mih[:radius[,table_bytes]], flat, "
                   "hnsw:M[,ef], ivf:nlist,nprobe, multihash:nhash,b[,nflip]")
      ->required();
  verb->add_option("--target-recall", options->target,
                   "Name the fastest index that reaches this recall")
      ->check(CLI::Range(0.0, 1.0));
  verb->add_option("--csv", options->csv, "Write the figures to a file");
  verb->add_option("--html", options->html, "Write a page with the curve");
  verb->callback([&globals, &run, options] {
    run = [&globals, options] { return bench_recall(*options, globals); };
  });
}

}  // namespace

void add_bench_verb(CLI::App& app, const Globals& globals, Run& run) {
  CLI::App* parent =
      app.add_subcommand("bench", "Measure Sleeve on your own data");
  parent->require_subcommand(1);
  add_recall(*parent, globals, run);
}

}  // namespace sleeve::cli
