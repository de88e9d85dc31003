// sleeve hash: hash, quality and path of every picture.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/output.h"
#include "cli/verbs.h"
#include "core/hasher.h"
#include "core/iscc_image.h"
#include "screen/pipeline.h"
#include "screen/record.h"
#include "screen/source.h"

namespace sleeve::cli {
namespace {

struct Options {
  std::string algorithm = "cover256";
  bool orientations = false;
  std::vector<std::string> paths;
};

struct Row {
  Item item;
  double progress = 0;
  std::vector<Hashed> hashes;  ///< one, or eight with --orientations
};

bool is_iscc(Algorithm algorithm) {
  return algorithm == Algorithm::iscc_image ||
         algorithm == Algorithm::iscc_image256;
}

void hash_row(Row& row, Algorithm algorithm, bool orientations) {
  read_bytes(row.item);
  if (row.item.problem) return;
  const Result<Decoded> decoded =
      decode(row.item.bytes, decode_options(algorithm));
  row.item.bytes = {};
  if (!decoded) {
    row.item.problem = decoded.problem();
    return;
  }
  const Pixels& pixels = decoded->image.pixels();
  if (orientations) {
    const auto all = hash_orientations(pixels, algorithm);
    row.hashes.assign(all.begin(), all.end());
  } else {
    row.hashes = {hash_pixels(pixels, algorithm)};
  }
}

std::string record(const Row& row, Algorithm algorithm) {
  Record record;
  record.put_name(row.item.name);
  record.put("status", row.item.problem ? "unchecked" : "ok");
  if (row.item.problem) {
    record.put_problem(*row.item.problem);
    return record.line();
  }
  record.put("algorithm", algorithm_identity(algorithm));
  record.put("hash", to_hex(row.hashes[0].hash));
  record.put("quality", row.hashes[0].quality);
  if (is_iscc(algorithm)) record.put("iscc", iscc_text(row.hashes[0].hash));
  if (row.hashes.size() > 1) {
    std::vector<std::string> all;
    for (const Hashed& hashed : row.hashes) all.push_back(to_hex(hashed.hash));
    record.put("orientations", all);
  }
  return record.line();
}

void print_row(const Row& row, Algorithm algorithm, const Globals& globals) {
  if (globals.json) {
    print_line(record(row, algorithm));
    return;
  }
  if (row.item.problem) {
    print_line("-\t-\t" + field(row.item.name.path));
    fmt::print(stderr, "{}: unchecked: {}\n", field(row.item.name.path),
               row.item.problem->reason);
    return;
  }
  for (size_t i = 0; i < row.hashes.size(); ++i) {
    const std::string orientation =
        row.hashes.size() > 1 ? fmt::format("{}\t", i + 1) : "";
    print_line(fmt::format("{}\t{}\t{}{}", to_hex(row.hashes[i].hash),
                           row.hashes[i].quality, orientation,
                           field(row.item.name.path)));
  }
}

ExitCode run(const Options& options, const Globals& globals) {
  const Algorithm algorithm = *find_algorithm(options.algorithm);
  const auto source = Source::open(options.paths);
  Progress progress(globals, "Hashed");
  bool undecided = false;
  for_each_in_order<Row>(
      globals.threads,
      [&](Row& row) {
        row.progress = source->progress();
        return source->next(row.item);
      },
      [&](Row& row) { hash_row(row, algorithm, options.orientations); },
      [&](Row& row) {
        print_row(row, algorithm, globals);
        undecided |= row.item.problem.has_value();
        progress.step(row.progress);
      });
  return exit_code(false, undecided);
}

}  // namespace

void add_hash_verb(CLI::App& app, const Globals& globals, Run& run_verb) {
  auto options = std::make_shared<Options>();
  std::vector<std::string> names;
  for (Algorithm algorithm : all_algorithms()) {
    names.emplace_back(algorithm_name(algorithm));
  }
  CLI::App* verb = app.add_subcommand(
      "hash", "Print hash, quality and path of every picture");
  verb->add_option("--algorithm", options->algorithm, "Which hash to make")
      ->check(CLI::IsMember(names))
      ->capture_default_str();
  verb->add_flag("--orientations", options->orientations,
                 "All eight orientations, numbered as EXIF does");
  verb->add_option("PATH", options->paths,
                   "Files, folders, tar shards, brace ranges, or - for names "
                   "on standard input")
      ->required();
  verb->callback([&globals, &run_verb, options] {
    run_verb = [&globals, options] { return run(*options, globals); };
  });
}

}  // namespace sleeve::cli
