// sleeve bench recall: how much each kind of index finds, and how fast, on the
// user's own codes.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "cli/output.h"
#include "core/error.h"
#include "index/catalogue.h"
#include "index/generated_codes.h"
#include "index/memory.h"
#include "index/recall_run.h"
#include "index/vectors.h"
#include "screen/recall_report.h"

namespace sleeve::cli {
namespace {

constexpr size_t kQueries = 1000;
constexpr int kDefaultRadius = 31;
constexpr int kDefaultShortRadius = 8;
constexpr int64_t kDefaultK = 10;
constexpr uint64_t kSeed = 1;

struct Options {
  std::string catalogue;
  std::string file;
  int64_t generate = -1;
  int bits = 256;
  std::string queries;
  int radius = -1;
  int64_t k = -1;
  std::vector<std::string> specs;
  double target = -1;
  std::string cache;
  std::string csv;
  std::string html;
};

// Rows and queries, and what keeps them in memory.
struct Data {
  std::shared_ptr<const Snapshot> snapshot;
  Vectors rows;
  Vectors queries;
  std::vector<uint8_t> made_queries;
  RecallData view;
};

[[noreturn]] void refuse(const std::string& sentence) {
  throw Error(ErrorCode::invalid_argument, sentence);
}

void take_rows(Vectors rows, Data& data) {
  data.rows = std::move(rows);
  data.view.floats = data.rows.floats;
  data.view.columns = data.rows.columns;
  data.view.rows = data.rows.span();
}

Vectors generate(const Options& options) {
  const auto n = static_cast<size_t>(options.generate);
  // Short codes are cut from long ones.
  require_memory(
      static_cast<double>(n) * (kCodeBytes + (options.bits == 64 ? 8 : 0)),
      fmt::format("Generating {} codes", n));
  Vectors rows;
  rows.rows = options.generate;
  rows.columns = options.bits / 8;
  rows.bytes = generate_codes(n, kSeed);
  if (options.bits == 64) rows.bytes = shorten_codes(rows.bytes.span());
  return rows;
}

void load_rows(const Options& options, Data& data) {
  const int sources = !options.catalogue.empty() + !options.file.empty() +
                      (options.generate >= 0);
  if (sources != 1) {
    refuse("Give one of --catalogue, --codes and --generate.");
  }
  if (!options.catalogue.empty()) {
    data.snapshot =
        Catalogue::open(options.catalogue, Catalogue::Mode::read).snapshot();
    data.view.rows = data.snapshot->codes();
  } else if (!options.file.empty()) {
    take_rows(read_vectors(options.file, VectorRole::base), data);
  } else {
    take_rows(generate(options), data);
  }
}

void load_queries(const Options& options, Data& data) {
  RecallData& view = data.view;
  std::string file = options.queries;
  if (file.empty() && has_queries(options.file)) file = options.file;
  if (file.empty()) {
    if (view.floats) refuse("Features need --queries.");
    data.made_queries = generate_queries(view.rows, kQueries, kSeed + 1,
                                         static_cast<size_t>(view.columns));
    view.queries = data.made_queries;
    return;
  }
  data.queries = read_vectors(file, VectorRole::queries);
  if (data.queries.floats != view.floats ||
      data.queries.columns != view.columns) {
    const auto describe = [](bool floats, int64_t columns) {
      return floats ? fmt::format("features of {} columns", columns)
                    : fmt::format("codes of {} bytes", columns);
    };
    refuse(fmt::format("{} has {}, but the index has {}.", file,
                       describe(data.queries.floats, data.queries.columns),
                       describe(view.floats, view.columns)));
  }
  view.queries = data.queries.span();
}

Question question_of(const Options& options, const RecallData& data) {
  if (options.radius >= 0 && options.k >= 0) {
    refuse("Give --radius or --k, not both.");
  }
  if (options.k >= 0) {
    if (options.k > data.row_count()) {
      refuse(fmt::format("--k must lie between 1 and the number of rows, {}.",
                         data.row_count()));
    }
    return {-1, options.k};
  }
  if (data.floats) {
    if (options.radius >= 0) {
      refuse("--radius counts bits; features are asked for their --k nearest.");
    }
    return {-1, std::clamp<int64_t>(data.row_count(), 1, kDefaultK)};
  }
  const bool is_short = data.columns < static_cast<int64_t>(kCodeBytes);
  const int usual = is_short ? kDefaultShortRadius : kDefaultRadius;
  const int radius = options.radius >= 0 ? options.radius : usual;
  if (radius > 8 * data.columns) {
    refuse(fmt::format("--radius must not exceed the {} bits of a code.",
                       8 * data.columns));
  }
  return {radius, 0};
}

// `auto` is told the radius that it will be asked for.
std::vector<IndexSpec> specs_of(const Options& options, const RecallData& data,
                                const Question& question) {
  std::vector<IndexSpec> specs;
  for (const std::string& text : options.specs) {
    IndexSpec spec =
        data.floats
            ? parse_feature_spec(text, data.columns)
            : parse_index_spec(text, static_cast<int>(8 * data.columns));
    if (spec.kind == IndexKind::automatic && spec.numbers.empty() &&
        question.radius >= 0) {
      spec.numbers.push_back(question.radius);
    }
    specs.push_back(spec);
  }
  return specs;
}

void print(const std::vector<RecallLine>& lines, const Options& options,
           const Globals& globals) {
  if (globals.json) {
    for (const RecallLine& line : lines) print_line(recall_json(line));
  } else {
    for (const std::string& row : recall_table(lines)) print_line(row);
  }
  if (!options.csv.empty()) {
    write_recall_report(options.csv, recall_csv(lines));
  }
  if (!options.html.empty()) {
    write_recall_report(options.html, recall_html(lines));
  }
  if (options.target < 0 || globals.json) return;
  for (const RecallLine& line : lines) {
    if (!line.fastest) continue;
    print_line(fmt::format("{} is the fastest with a recall of {} or more.",
                           line.spec, options.target));
    return;
  }
  print_line(fmt::format("None reaches a recall of {}.", options.target));
}

ExitCode bench_recall(const Options& options, const Globals& globals) {
  Data data;
  load_rows(options, data);
  load_queries(options, data);
  RecallOptions run;
  run.question = question_of(options, data.view);
  run.specs = specs_of(options, data.view, run.question);
  run.threads =
      globals.threads > 0
          ? globals.threads
          : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  run.target = options.target;
  run.cache = options.cache;
  note(globals, fmt::format("{} rows, {} queries", data.view.row_count(),
                            data.view.query_count()));
  const auto lines = run_recall(
      data.view, run, [&](const std::string& doing) { note(globals, doing); });
  print(lines, options, globals);
  return kNothingFound;
}

void add_recall(CLI::App& parent, const Globals& globals, Run& run) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = parent.add_subcommand(
      "recall", "Measure what indexes find, and how fast, on your codes");
  verb->add_option("--catalogue", options->catalogue, "Codes of a catalogue");
  verb->add_option("--codes,--features", options->file,
                   "Codes or features in a file: .npy (uint8 of 32 or 8 "
                   "columns, or float32), .index of FAISS, .hdf5 of "
                   "ann-benchmarks");
  verb->add_option("--generate", options->generate,
                   "So many made-up codes, with near ones among them")
      ->check(CLI::Range(int64_t{0}, int64_t{4'000'000'000}));
  verb->add_option("--bits", options->bits, "Of generated codes (256)")
      ->check(CLI::IsMember({64, 256}));
  verb->add_option("--queries", options->queries,
                   "Queries in such a file; else those of the .hdf5 file, or "
                   "codes with bits flipped");
  verb->add_option("--radius", options->radius,
                   "Ask for all within so many bits (31, or 8 of 64)")
      ->check(CLI::Range(0, 256));
  verb->add_option("--k", options->k,
                   "Ask for the k nearest instead (10 for features)")
      ->check(CLI::PositiveNumber);
  verb->add_option("--spec", options->specs,
                   "Indexes: auto[:radius], exact, scan, "
                   "mih[:radius[,table_bytes]], flat, hnsw:M[,ef], "
                   "ivf:nlist,nprobe, multihash:nhash,b[,nflip], and for "
                   "features ivfpq:nlist,nprobe,m[,bits]")
      ->required();
  verb->add_option("--target-recall", options->target,
                   "Name the fastest index that reaches this recall")
      ->check(CLI::Range(0.0, 1.0));
  verb->add_option("--cache", options->cache,
                   "Keep the truth and finished lines in this folder, so that "
                   "an interrupted run goes on");
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
