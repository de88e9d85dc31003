// sleeve calibrate: measures how often chance alone makes a match.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/output.h"
#include "cli/pair_logits.h"
#include "cli/verbs.h"
#include "core/picture.h"
#include "index/background.h"
#include "index/calibration.h"
#include "index/catalogue.h"
#include "screen/pipeline.h"
#include "screen/record.h"
#include "screen/source.h"

namespace sleeve::cli {
namespace {

constexpr size_t kShown = 10;  // of the surest of what is not there

struct Options {
  std::string catalogue;
  std::vector<std::string> pictures;
  std::vector<std::string> pairs;
  int64_t artworks = 0;
  int64_t for_pictures = 1'000'000;
  double rate = 0;
  bool dry_run = false;
  bool reset = false;
};

struct Row {
  Item item;
  double progress = 0;
  Background background;
};

// One of the surest of what is not there.
struct Seen {
  double logit = 0;
  std::string path;
  int64_t artwork = 0;
};

struct Measured {
  std::vector<double> logits;
  std::vector<PartScore> parts;
  std::vector<Seen> surest;
  int64_t pictures = 0;
  int64_t unchecked = 0;
  int64_t near_hashes = 0;
};

struct Measure {
  std::shared_ptr<const Snapshot> snapshot;
  std::shared_ptr<const Parts> parts;
};

void add(const Row& row, Measured& measured) {
  if (row.item.problem) {
    ++measured.unchecked;
    return;
  }
  ++measured.pictures;
  measured.near_hashes += row.background.near_hashes;
  for (const PartScore& part : row.background.parts) {
    measured.logits.push_back(part.logit);
    measured.parts.push_back(part);
    measured.surest.push_back({part.logit, row.item.name.path, part.artwork});
  }
  std::ranges::stable_sort(measured.surest, std::greater<>(), &Seen::logit);
  if (measured.surest.size() > kShown) measured.surest.resize(kShown);
}

Measured measure_background(const Options& options, const Measure& by,
                            const Globals& globals) {
  Measured measured;
  const auto source = Source::open(options.pictures);
  Progress progress(globals, "Measured");
  for_each_in_order<Row>(
      globals.threads,
      [&](Row& row) {
        row.progress = source->progress();
        return source->next(row.item);
      },
      [&](Row& row) {
        read_bytes(row.item);
        if (row.item.problem) return;
        const auto picture = picture_of(row.item.bytes, Effort::thorough);
        row.item.bytes = {};
        if (!picture) {
          row.item.problem = picture.problem();
          return;
        }
        row.background = background_of(*picture, *by.snapshot, *by.parts);
      },
      [&](Row& row) {
        add(row, measured);
        progress.step(row.progress);
      });
  return measured;
}

void learn(const Measured& measured, const Snapshot& snapshot,
           Calibration& calibration) {
  const int64_t artworks = snapshot.size();
  const auto tail = fit_tail(measured.logits, measured.pictures * artworks);
  if (!tail) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("Only {} places were proposed in {} pictures; a "
                            "tail needs 20. Measure more pictures.",
                            measured.logits.size(), measured.pictures));
  }
  calibration.tail = *tail;
  std::map<std::string, int64_t> seen_often;
  for (const auto& [artwork, logit] : measured.parts) {
    if (logit >= tail->start) ++seen_often[std::string(snapshot.id(artwork))];
  }
  calibration.hubs = find_hubs(seen_often, artworks);
  calibration.artworks = artworks;
  calibration.pictures = measured.pictures;
  const auto seen = static_cast<double>(measured.near_hashes);
  calibration.hash_factor =
      std::max(1.0, (seen + 1.645 * std::sqrt(seen)) /
                        (expected_near_hashes(artworks) *
                         static_cast<double>(measured.pictures)));
}

// What one threshold comes to.
struct Point {
  double logit = 0;
  double score = 0;
  double per_picture = 0;
  double expected = 0;
  int64_t seen = 0;
};

std::vector<Point> operating_points(const Calibration& calibration,
                                    const Measured& measured, int64_t artworks,
                                    int64_t pictures) {
  std::vector<Point> points;
  for (const double score : {0.5, 0.57, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999}) {
    Point point;
    point.score = score;
    point.logit =
        (std::log(score / (1 - score)) - calibration.shift) / calibration.scale;
    point.per_picture =
        calibration.tail.chance(point.logit) * static_cast<double>(artworks);
    point.expected = point.per_picture * static_cast<double>(pictures);
    point.seen = std::ranges::count_if(
        measured.logits, [&](double logit) { return logit >= point.logit; });
    points.push_back(point);
  }
  return points;
}

double score_for_rate(const Calibration& calibration, int64_t artworks) {
  const double logit = logit_for(calibration.tail, artworks, calibration.rate);
  return 1 / (1 + std::exp(-(calibration.scale * logit + calibration.shift)));
}

Record record(const Point& point) {
  Record record;
  record.put("score", point.score);
  record.put("false_matches_per_picture", point.per_picture);
  record.put("expected_false_matches", point.expected);
  record.put("seen", point.seen);
  return record;
}

void print_json(const Calibration& calibration, const Measured& measured,
                const std::vector<Point>& points, const Snapshot& snapshot,
                int64_t artworks, int64_t pictures) {
  Record line;
  line.put("model", calibration.identity());
  line.put("pictures", measured.pictures);
  line.put("unchecked", measured.unchecked);
  line.put("places", static_cast<int64_t>(measured.logits.size()));
  line.put("good_pairs", calibration.good_pairs);
  line.put("bad_pairs", calibration.bad_pairs);
  line.put("for_artworks", artworks);
  line.put("for_pictures", pictures);
  line.put("rate", calibration.rate);
  line.put("score_for_rate", score_for_rate(calibration, artworks));
  std::vector<Record> lines;
  for (const Point& point : points) lines.push_back(record(point));
  line.put("operating_points", lines);
  std::vector<Record> surest;
  for (const Seen& seen : measured.surest) {
    Record one;
    one.put("path", seen.path);
    one.put("artwork_id", snapshot.id(seen.artwork));
    one.put("logit", seen.logit);
    surest.push_back(std::move(one));
  }
  line.put("surest", surest);
  std::vector<Record> hubs;
  for (const auto& [id, factor] : calibration.hubs) {
    Record one;
    one.put("artwork_id", id);
    one.put("factor", factor);
    hubs.push_back(std::move(one));
  }
  line.put("hubs", hubs);
  print_line(line.line());
}

void print_text(const Calibration& calibration, const Measured& measured,
                const std::vector<Point>& points, const Snapshot& snapshot,
                int64_t artworks, int64_t pictures) {
  print_line(fmt::format("model       {}", calibration.identity()));
  print_line(fmt::format("measured    {} pictures, {} places, {} unchecked",
                         measured.pictures, measured.logits.size(),
                         measured.unchecked));
  print_line(fmt::format("learnt from {} good and {} bad pairs",
                         calibration.good_pairs, calibration.bad_pairs));
  print_line(fmt::format(
      "threshold   score {:.4f} for {:g} false matches a picture against {} "
      "artworks",
      score_for_rate(calibration, artworks), calibration.rate, artworks));
  print_line(fmt::format("score\ta picture\tin {} pictures\tseen", pictures));
  for (const Point& point : points) {
    print_line(fmt::format("{}\t{:.3g}\t{:.3g}\t{}", point.score,
                           point.per_picture, point.expected, point.seen));
  }
  for (const auto& [id, factor] : calibration.hubs) {
    print_line(fmt::format("hub\t{:.1f}\t{}", factor, field(id)));
  }
  if (!measured.surest.empty()) {
    print_line("surest of these: look whether they are false indeed");
  }
  for (const Seen& seen : measured.surest) {
    print_line(fmt::format("{:.2f}\t{}\t{}", seen.logit, field(seen.path),
                           field(snapshot.id(seen.artwork))));
  }
}

ExitCode run(const Options& options, const Globals& globals) {
  const auto catalogue =
      Catalogue::open(options.catalogue, Catalogue::Mode::read);
  Measure by;
  by.snapshot = catalogue.snapshot();
  by.parts = catalogue.parts(*by.snapshot);
  Calibration calibration =
      options.reset ? Calibration{} : load_calibration(options.catalogue);
  if (options.rate > 0) calibration.rate = options.rate;
  if (!options.pairs.empty()) {
    learn_from_pairs(logits_of_pairs(options.pairs[0]),
                     logits_of_pairs(options.pairs[1]), calibration);
  }
  Measured measured;
  if (!options.pictures.empty()) {
    measured = measure_background(options, by, globals);
    learn(measured, *by.snapshot, calibration);
  }
  if (!options.dry_run) save_calibration(options.catalogue, calibration);
  const int64_t artworks =
      options.artworks > 0 ? options.artworks : by.snapshot->size();
  const auto points =
      operating_points(calibration, measured, artworks, options.for_pictures);
  (globals.json ? print_json : print_text)(calibration, measured, points,
                                           *by.snapshot, artworks,
                                           options.for_pictures);
  return exit_code(false, measured.unchecked > 0);
}

}  // namespace

void add_calibrate_verb(CLI::App& app, const Globals& globals, Run& run_verb) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = app.add_subcommand(
      "calibrate", "Measure how often chance alone makes a match");
  verb->add_option("--catalogue", options->catalogue, "The catalogue directory")
      ->required();
  verb->add_option("--pairs", options->pairs,
                   "Two CSV files of query,artwork: pairs that match, and "
                   "pairs that must not")
      ->expected(2);
  verb->add_option("--rate", options->rate,
                   "False matches a picture that are borne (0.01)")
      ->check(CLI::Range(1e-12, 1.0));
  verb->add_option("--for-artworks", options->artworks,
                   "Tell of a catalogue of so many artworks")
      ->check(CLI::PositiveNumber);
  verb->add_option("--for-pictures", options->for_pictures,
                   "Tell of so many pictures (1000000)")
      ->check(CLI::PositiveNumber);
  verb->add_flag("--dry-run", options->dry_run, "Measure, but store nothing");
  verb->add_flag("--reset", options->reset,
                 "Forget what was measured and learnt before");
  verb->add_option("PATH", options->pictures,
                   "Pictures that show none of the artworks: files, folders, "
                   "tar shards, brace ranges, or - for names on standard "
                   "input");
  verb->callback([&globals, &run_verb, options] {
    run_verb = [&globals, options] { return run(*options, globals); };
  });
}

}  // namespace sleeve::cli
