// sleeve compare: why two pictures match or do not.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/compare_picture.h"
#include "cli/output.h"
#include "cli/verbs.h"
#include "core/details.h"
#include "core/picture.h"
#include "core/scene.h"
#include "index/comparison.h"
#include "index/disk.h"
#include "index/part_evidence.h"
#include "index/part_finder.h"
#include "index/region.h"
#include "screen/record.h"
#include "screen/source.h"

namespace sleeve::cli {
namespace {

struct Options {
  std::string a;
  std::string b;
  std::string picture;  // to be drawn; empty for none
};

// A picture, and what the catalogue would keep of it.
struct Seen {
  Picture picture;
  Described described;
};

Result<Seen> see(const std::string& path) {
  if (!std::filesystem::exists(path)) {
    throw Error(ErrorCode::not_found,
                fmt::format("There is no file {}.", field(path)));
  }
  Item item;
  item.name.path = path;
  read_bytes(item);
  if (item.problem) return *item.problem;
  auto picture = picture_of(item.bytes, Effort::thorough);
  if (!picture) return picture.problem();
  auto described = describe_bytes(item.bytes);
  if (!described) return described.problem();
  return Seen{std::move(*picture), std::move(*described)};
}

Record record(const std::string& path, const Result<Seen>& made) {
  Record record;
  record.put("path", path);
  record.put("status", made ? "ok" : "unchecked");
  if (!made) {
    record.put_problem(made.problem());
    return record;
  }
  const Fingerprint& fingerprint = made->described.fingerprint;
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

void print_picture(const std::string& path, const Result<Seen>& made) {
  if (!made) {
    print_line(
        fmt::format("{}: unchecked: {}", field(path), made.problem().reason));
    return;
  }
  const Fingerprint& fingerprint = made->described.fingerprint;
  print_line(fmt::format("{}: {} x {} pixels, quality {}", field(path),
                         fingerprint.columns, fingerprint.rows,
                         fingerprint.quality));
}

// Where corners propose that B lies in A, and what is made of it.
struct Place {
  bool proposed = false;
  PartEvidence evidence;
  PartRuling ruling;
  std::array<Point, 4> region{};
  std::string transform;
  DrawnPlace drawn;
};

// The corners of the artwork that lie in the scene where `map` says.
std::vector<PointPair> agreeing_corners(const Parts& parts, const Scene& scene,
                                        const Homography& map) {
  constexpr double kNear = 0.03;
  std::vector<PointPair> agreeing;
  for (const Hit& hit : parts.hits(scene.keypoints())) {
    const Keypoint from = unpack(parts.keypoint(hit.keypoint));
    const Keypoint& to = scene.keypoints()[hit.picture];
    const Point at = mapped(map, {from.x, from.y});
    if (std::hypot(at.x - to.x, at.y - to.y) <= kNear) {
      agreeing.push_back({{from.x, from.y}, {to.x, to.y}});
    }
  }
  return agreeing;
}

Place place_of(const Seen& a, const Seen& b) {
  const auto parts = Parts::of(b.described);
  const PartFinder finder(*parts);
  Place place;
  const Scene scene(a.picture.grey.pixels());
  for (const Part& part : finder.find(scene)) {
    place.proposed = true;
    place.drawn = {part.alignment.map,
                   agreeing_corners(*parts, scene, part.alignment.map)};
    place.evidence = evidence_of(part);
    place.ruling = rule(place.evidence, 1);
    place.region = finder.region(part);
    const Fingerprint& picture = a.described.fingerprint;
    const double side = std::max(picture.rows, picture.columns);
    for (Point& corner : place.region) {
      corner.x *= side;
      corner.y *= side;
    }
    place.transform =
        describe_region(place.region, picture.rows, picture.columns);
  }
  return place;
}

void print_place(const Place& place) {
  if (!place.proposed) {
    print_line("details     no two corners agree on a place of B in A");
    return;
  }
  print_line(fmt::format(
      "details     {} corners agree on a place; laid there, {:.0f} % agree "
      "({:.0f} nats)",
      place.evidence.votes, 100 * place.evidence.agreement,
      place.evidence.information));
  std::string corners;
  for (const Point& corner : place.region) {
    corners += fmt::format(" {:.0f},{:.0f}", corner.x, corner.y);
  }
  print_line(fmt::format("place       {}:{}", place.transform, corners));
}

Record record(const Place& place) {
  Record record;
  record.put("votes", place.evidence.votes);
  record.put("information", place.evidence.information);
  record.put("agreement", place.evidence.agreement);
  record.put("score", place.ruling.score);
  record.put("transform", place.transform);
  record.put("standing", verdict_word(place.ruling.standing));
  return record;
}

// The stage that settled the matter.
const char* stage_name(const Comparison& whole, const Comparison& settled) {
  if (settled.standing == Standing::none) return "none";
  return whole.standing == settled.standing ? "hash" : "details";
}

void draw(const Options& options, const Seen& a, const Seen& b,
          const Place& place) {
  if (options.picture.empty()) return;
  std::optional<DrawnPlace> drawn;
  if (place.proposed) drawn = place.drawn;
  replace_file(
      options.picture,
      draw_comparison(a.picture.grey.pixels(), b.picture.grey.pixels(), drawn));
}

// A place where the details agree makes a match of what the hash misses.
void settle(const PartRuling& ruling, Comparison& comparison) {
  if (ruling.standing == Standing::none) return;
  if (comparison.standing == Standing::match &&
      ruling.standing != Standing::match) {
    return;
  }
  if (ruling.standing == Standing::match &&
      comparison.standing != Standing::match) {
    comparison.standing = Standing::match;
    comparison.why = ruling.edition
                         ? "corners and most of the details agree: an edition"
                         : "corners and details agree";
    comparison.score = ruling.score;
    comparison.expected_false_matches = ruling.expected_false_matches;
  } else if (comparison.standing == Standing::none) {
    comparison.standing = Standing::candidate;
    comparison.why = "the details agree in part";
    comparison.score = ruling.score;
  }
}

void print_comparison(const Comparison& comparison, const char* stage,
                      const Place& place) {
  print_line(
      fmt::format("hash        {} of 256 bits differ, at best turned as "
                  "\"{}\"",
                  comparison.distance, comparison.transform));
  print_line(
      fmt::format("features    similarity {:.3f}", comparison.similarity));
  print_place(place);
  print_line(fmt::format(
      "chance      {:.2g} pictures in one unrelated would come as close",
      comparison.expected_false_matches));
  print_line(fmt::format("stage       {}", stage));
  print_line(fmt::format("verdict     {}: {}",
                         verdict_word(comparison.standing), comparison.why));
}

ExitCode run(const Options& options, const Globals& globals) {
  const auto a = see(options.a), b = see(options.b);
  const bool checked = a.ok() && b.ok();
  Comparison comparison;
  const char* stage = "none";
  Place place;
  if (checked) {
    comparison = compare(a->picture.fingerprints, b->described.fingerprint, 1);
    place = place_of(*a, *b);
    const Comparison whole = comparison;
    settle(place.ruling, comparison);
    stage = stage_name(whole, comparison);
    draw(options, *a, *b, place);
  }
  if (globals.json) {
    Record line;
    line.put("a", record(options.a, a));
    line.put("b", record(options.b, b));
    line.put("status", checked ? "ok" : "unchecked");
    if (checked) {
      line.put("standing", verdict_word(comparison.standing));
      line.put("stage", stage);
      line.put("why", comparison.why);
      line.put("distance", comparison.distance);
      line.put("similarity", comparison.similarity);
      line.put("transform", comparison.transform);
      line.put("score", comparison.score);
      line.put("expected_false_matches", comparison.expected_false_matches);
      if (place.proposed) line.put("details", record(place));
    }
    print_line(line.line());
  } else {
    print_picture(options.a, a);
    print_picture(options.b, b);
    if (checked) print_comparison(comparison, stage, place);
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
  verb->add_option("--picture", options->picture,
                   "Draw both pictures, the place, the corners that agree and "
                   "what differs, as a PNG");
  verb->callback([&globals, &run_verb, options] {
    run_verb = [&globals, options] { return run(*options, globals); };
  });
}

}  // namespace sleeve::cli
