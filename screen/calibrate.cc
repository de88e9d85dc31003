#include "screen/calibrate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <memory>
#include <utility>

#include "core/picture.h"
#include "index/catalogue.h"
#include "screen/pair_logits.h"
#include "screen/pipeline.h"
#include "screen/record.h"
#include "screen/reliability_record.h"
#include "screen/source.h"
#include "screen/strangers.h"

namespace sleeve {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();
constexpr size_t kShown = 10;  // of the surest of what is not there

struct Row {
  Item item;
  double progress = 0;
  Stranger stranger;
};

struct Measured {
  std::vector<Stranger> strangers;
  std::vector<SeemingPlace> surest;
  int64_t unchecked = 0;

  auto pictures() const { return static_cast<int64_t>(strangers.size()); }
};

void add(Row& row, const Snapshot& snapshot, Measured& measured) {
  if (row.item.problem) {
    ++measured.unchecked;
    return;
  }
  for (const PartScore& part : row.stranger.background.parts) {
    measured.surest.push_back({part.logit, row.item.name.path,
                               std::string(snapshot.id(part.artwork))});
  }
  std::ranges::stable_sort(measured.surest, std::greater<>(),
                           &SeemingPlace::logit);
  if (measured.surest.size() > kShown) measured.surest.resize(kShown);
  measured.strangers.push_back(std::move(row.stranger));
}

void measure(Row& row, const CalibrateOptions& options,
             const Snapshot& snapshot, const Parts& parts,
             const Calibration& calibration) {
  SourceOptions limits;
  limits.max_bytes = options.limits.max_bytes;
  read_bytes(row.item, limits);
  if (row.item.problem) return;
  const auto picture =
      picture_of(row.item.bytes, Effort::thorough, options.limits);
  row.stranger.digest = Sha256().update(row.item.bytes).finish();
  row.item.bytes = {};
  if (!picture) {
    row.item.problem = picture.problem();
    return;
  }
  row.stranger.background =
      background_of(*picture, snapshot, parts, calibration);
}

Measured measure_background(const CalibrateOptions& options,
                            const Snapshot& snapshot, const Parts& parts,
                            const Calibration& calibration) {
  Measured measured;
  SourceOptions limits;
  limits.max_bytes = options.limits.max_bytes;
  const auto source = Source::open(options.inputs, limits);
  for_each_in_order<Row>(
      options.threads,
      [&](Row& row) {
        row.progress = source->progress();
        return source->next(row.item);
      },
      [&](Row& row) { measure(row, options, snapshot, parts, calibration); },
      [&](Row& row) {
        add(row, snapshot, measured);
        if (options.progress) {
          options.progress(measured.pictures() + measured.unchecked,
                           row.progress);
        }
      });
  return measured;
}

// How many places reached this logit.
int64_t count_places(const Measured& measured, double logit) {
  int64_t count = 0;
  for (const Stranger& stranger : measured.strangers) {
    count += std::ranges::count_if(
        stranger.background.parts,
        [&](const PartScore& part) { return part.logit >= logit; });
  }
  return count;
}

std::vector<OperatingPoint> operating_points(const Calibration& calibration,
                                             const Measured& measured,
                                             int64_t artworks,
                                             int64_t pictures) {
  std::vector<OperatingPoint> points;
  for (const double score : {0.5, 0.57, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999}) {
    const double logit =
        (std::log(score / (1 - score)) - calibration.shift) / calibration.scale;
    const double per_picture =
        calibration.tail.chance(logit) * static_cast<double>(artworks);
    points.push_back({score, per_picture,
                      per_picture * static_cast<double>(pictures),
                      count_places(measured, logit)});
  }
  return points;
}

double score_for_rate(const Calibration& calibration, int64_t artworks) {
  const double logit = logit_for(calibration.tail, artworks, calibration.rate);
  return 1 / (1 + std::exp(-(calibration.scale * logit + calibration.shift)));
}

void check(const CalibrateOptions& options) {
  const auto require = [](bool holds, const char* sentence) {
    if (!holds) throw Error(ErrorCode::invalid_argument, sentence);
  };
  require(options.rate >= 0 && options.rate <= 1,
          "The rate of false matches a picture must be above 0 and at most "
          "1.");
  require(options.good_pairs.empty() == options.bad_pairs.empty(),
          "Pairs that match and pairs that must not are needed together.");
  require(options.for_artworks >= 0 && options.for_pictures >= 0,
          "Numbers of artworks and pictures are not negative.");
}

CalibrateReport report(const CalibrateOptions& options, Measured measured,
                       const Snapshot& snapshot, Calibration calibration) {
  CalibrateReport made;
  made.pictures = measured.pictures();
  made.unchecked = measured.unchecked;
  made.places = count_places(measured, -kInfinite);
  made.for_artworks =
      options.for_artworks > 0 ? options.for_artworks : snapshot.size();
  made.for_pictures = options.for_pictures;
  made.score_for_rate = score_for_rate(calibration, made.for_artworks);
  made.points = operating_points(calibration, measured, made.for_artworks,
                                 made.for_pictures);
  made.surest = std::move(measured.surest);
  made.calibration = std::move(calibration);
  return made;
}

std::vector<Record> records(const std::vector<OperatingPoint>& points) {
  std::vector<Record> all;
  for (const OperatingPoint& point : points) {
    Record one;
    one.put("score", point.score);
    one.put("false_matches_per_picture", point.per_picture);
    one.put("expected_false_matches", point.expected);
    one.put("seen", point.seen);
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<Record> records(const std::vector<SeemingPlace>& places) {
  std::vector<Record> all;
  for (const SeemingPlace& place : places) {
    Record one;
    one.put("path", place.path);
    one.put("artwork_id", place.artwork_id);
    one.put("logit", place.logit);
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<Record> records(const std::vector<Reliability>& table) {
  std::vector<Record> all;
  for (const Reliability& row : table) all.push_back(record_of(row));
  return all;
}

std::vector<Record> records(const std::map<std::string, double>& hubs) {
  std::vector<Record> all;
  for (const auto& [id, factor] : hubs) {
    Record one;
    one.put("artwork_id", id);
    one.put("factor", factor);
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

CalibrateReport calibrate(const CalibrateOptions& options) {
  check(options);
  const auto catalogue =
      Catalogue::open(options.catalogue, Catalogue::Mode::read);
  const auto snapshot = catalogue.snapshot();
  Calibration calibration =
      options.reset ? Calibration{} : load_calibration(options.catalogue);
  const Calibration before = calibration;
  if (options.rate > 0) calibration.rate = options.rate;
  if (!options.good_pairs.empty()) {
    learn_from_pairs(logits_of_pairs(options.good_pairs),
                     logits_of_pairs(options.bad_pairs), calibration);
  }
  if (calibration != before) calibration.reliability.clear();
  Measured measured;
  if (!options.inputs.empty()) {
    measured = measure_background(options, *snapshot,
                                  *catalogue.parts(*snapshot), calibration);
    learn_from(measured.strangers, *snapshot, calibration);
    calibration.reliability =
        held_out_reliability(measured.strangers, *snapshot, calibration);
  }
  if (!options.dry_run) save_calibration(options.catalogue, calibration);
  return report(options, std::move(measured), *snapshot,
                std::move(calibration));
}

std::string calibrate_json(const CalibrateReport& report) {
  const Calibration& calibration = report.calibration;
  Record line;
  line.put("model", calibration.identity());
  line.put("pictures", report.pictures);
  line.put("unchecked", report.unchecked);
  line.put("places", report.places);
  line.put("good_pairs", calibration.good_pairs);
  line.put("bad_pairs", calibration.bad_pairs);
  line.put("for_artworks", report.for_artworks);
  line.put("for_pictures", report.for_pictures);
  line.put("rate", calibration.rate);
  line.put("score_for_rate", report.score_for_rate);
  line.put("operating_points", records(report.points));
  line.put("reliability", records(calibration.reliability));
  line.put("surest", records(report.surest));
  line.put("hubs", records(calibration.hubs));
  return line.line();
}

}  // namespace sleeve
