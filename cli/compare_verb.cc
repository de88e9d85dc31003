// sleeve compare: why two pictures match or do not.
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>

#include "cli/output.h"
#include "cli/verbs.h"
#include "index/disk.h"
#include "screen/compare_pair.h"

namespace sleeve::cli {
namespace {

struct Options {
  std::string a;
  std::string b;
  std::string picture;  // to be drawn; empty for none
};

Item file(const std::string& path) {
  if (!std::filesystem::exists(path)) {
    throw Error(ErrorCode::not_found,
                fmt::format("There is no file {}.", field(path)));
  }
  Item item;
  item.name.path = path;
  return item;
}

void print_picture(const ComparedPicture& one) {
  if (!one.seen) {
    print_line(fmt::format("{}: unchecked: {}", field(one.path),
                           one.seen.problem().reason));
    return;
  }
  const Fingerprint& fingerprint = one.seen->described.fingerprint;
  print_line(fmt::format("{}: {} x {} pixels, quality {}", field(one.path),
                         fingerprint.columns, fingerprint.rows,
                         fingerprint.quality));
}

void print_place(const std::optional<SeenPlace>& place) {
  if (!place) {
    print_line("details     no two corners agree on a place of B in A");
    return;
  }
  print_line(fmt::format(
      "details     {} corners agree on a place; laid there, {:.0f} % agree "
      "({:.0f} nats), and {:.0f} % of the corners",
      place->evidence.votes, 100 * place->evidence.agreement,
      place->evidence.information,
      100 * place->evidence.corners.value_or(kUnknownCorners)));
  const int distance = place->evidence.distance.value_or(kUnknownDistance);
  if (distance < kUnknownDistance) {
    print_line(fmt::format(
        "straight    {} of 256 bits differ there, laid upright", distance));
  }
  std::string corners;
  for (const Point& corner : place->region) {
    corners += fmt::format(" {:.0f},{:.0f}", corner.x, corner.y);
  }
  print_line(fmt::format("place       {}:{}", place->transform, corners));
}

void print_comparison(const PairComparison& compared) {
  const Comparison& comparison = compared.comparison;
  print_line(
      fmt::format("hash        {} of 256 bits differ, at best turned as "
                  "\"{}\"",
                  comparison.distance, comparison.transform));
  print_line(
      fmt::format("features    similarity {:.3f}", comparison.similarity));
  print_place(compared.place);
  print_line(fmt::format(
      "chance      {:.2g} pictures in one unrelated would come as close",
      comparison.expected_false_matches));
  print_line(fmt::format("stage       {}", compared.stage));
  print_line(fmt::format("verdict     {}: {}",
                         standing_name(comparison.standing), comparison.why));
}

ExitCode run(const Options& options, const Globals& globals) {
  const PairReport report = compare_pair(file(options.a), file(options.b));
  if (report.compared && !options.picture.empty()) {
    replace_file(options.picture, draw_pair(report));
  }
  if (globals.json) {
    print_line(compare_json(report));
  } else {
    print_picture(report.a);
    print_picture(report.b);
    if (report.compared) print_comparison(*report.compared);
  }
  const Standing standing =
      report.compared ? report.compared->comparison.standing : Standing::none;
  return exit_code(standing == Standing::match,
                   !report.compared || standing == Standing::candidate);
}

}  // namespace

void add_compare_verb(CLI::App& app, const Globals& globals, Run& run_verb) {
  auto options = std::make_shared<Options>();
  CLI::App* verb =
      app.add_subcommand("compare", "Explain why two pictures match or do not");
  verb->add_option("A", options->a, "A picture")->required();
  verb->add_option("B", options->b, "The picture it may show")->required();
  verb->add_option("--picture", options->picture,
                   "Draw both pictures, the place, the corners that agree and "
                   "what differs, as a PNG");
  verb->callback([&globals, &run_verb, options] {
    run_verb = [&globals, options] { return run(*options, globals); };
  });
}

}  // namespace sleeve::cli
