// sleeve compare: why two pictures match or do not.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/output.h"
#include "cli/verbs.h"
#include "core/fingerprint.h"
#include "index/comparison.h"
#include "screen/record.h"
#include "screen/source.h"

namespace sleeve::cli {
namespace {

struct Options {
  std::string a;
  std::string b;
};

using Fingerprints = std::array<Fingerprint, 8>;

Result<Fingerprints> fingerprints(const std::string& path) {
  if (!std::filesystem::exists(path)) {
    throw Error(ErrorCode::not_found,
                fmt::format("There is no file {}.", field(path)));
  }
  Item item;
  item.name.path = path;
  read_bytes(item);
  if (item.problem) return *item.problem;
  return fingerprint_bytes_orientations(item.bytes);
}

Record record(const std::string& path, const Result<Fingerprints>& made) {
  Record record;
  record.put("path", path);
  record.put("status", made ? "ok" : "unchecked");
  if (!made) {
    record.put_problem(made.problem());
    return record;
  }
  const Fingerprint& fingerprint = (*made)[0];
  record.put("algorithm", algorithm_identity(fingerprint.hash.algorithm));
  record.put("hash", to_hex(fingerprint.hash));
  record.put("quality", fingerprint.quality);
  record.put("width", fingerprint.columns);
  record.put("height", fingerprint.rows);
  return record;
}

const char* verdict_word(Standing standing) {
  switch (standing) {
    case Standing::match:
      return "match";
    case Standing::candidate:
      return "candidate";
    case Standing::none:
      return "none";
  }
  return "none";
}

void print_picture(const std::string& path, const Result<Fingerprints>& made) {
  if (!made) {
    print_line(
        fmt::format("{}: unchecked: {}", field(path), made.problem().reason));
    return;
  }
  const Fingerprint& fingerprint = (*made)[0];
  print_line(fmt::format("{}: {} x {} pixels, quality {}", field(path),
                         fingerprint.columns, fingerprint.rows,
                         fingerprint.quality));
}

void print_comparison(const Comparison& comparison) {
  print_line(
      fmt::format("hash        {} of 256 bits differ, at best turned as "
                  "\"{}\"",
                  comparison.distance, comparison.transform));
  print_line(
      fmt::format("features    similarity {:.3f}", comparison.similarity));
  print_line(fmt::format(
      "chance      {:.2g} pictures in one unrelated would come as close",
      comparison.expected_false_matches));
  print_line(fmt::format("verdict     {}: {}",
                         verdict_word(comparison.standing), comparison.why));
}

ExitCode run(const Options& options, const Globals& globals) {
  const auto a = fingerprints(options.a), b = fingerprints(options.b);
  const bool checked = a.ok() && b.ok();
  Comparison comparison;
  if (checked) comparison = compare(*a, (*b)[0], 1);
  if (globals.json) {
    Record line;
    line.put("a", record(options.a, a));
    line.put("b", record(options.b, b));
    line.put("status", checked ? "ok" : "unchecked");
    if (checked) {
      line.put("standing", verdict_word(comparison.standing));
      line.put("why", comparison.why);
      line.put("distance", comparison.distance);
      line.put("similarity", comparison.similarity);
      line.put("transform", comparison.transform);
      line.put("score", comparison.score);
      line.put("expected_false_matches", comparison.expected_false_matches);
    }
    print_line(line.line());
  } else {
    print_picture(options.a, a);
    print_picture(options.b, b);
    if (checked) print_comparison(comparison);
  }
  return exit_code(comparison.standing == Standing::match,
                   !checked || comparison.standing == Standing::candidate);
}

}  // namespace

void add_compare_verb(CLI::App& app, const Globals& globals, Run& run_verb) {
  auto options = std::make_shared<Options>();
  CLI::App* verb =
      app.add_subcommand("compare", "Explain why two pictures match or do not");
  verb->add_option("A", options->a, "A picture")->required();
  verb->add_option("B", options->b, "The picture it may show")->required();
  verb->callback([&globals, &run_verb, options] {
    run_verb = [&globals, options] { return run(*options, globals); };
  });
}

}  // namespace sleeve::cli
