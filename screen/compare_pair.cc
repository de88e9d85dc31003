#include "screen/compare_pair.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/scene.h"
#include "index/part_finder.h"
#include "index/region.h"
#include "screen/record.h"

namespace sleeve {
namespace {

// The corners of the artwork that lie in the scene where `part` says.
std::vector<PointPair> agreeing_corners(const Parts& parts, const Scene& scene,
                                        const Part& part) {
  constexpr double kNear = 0.03;
  const auto& corners =
      part.mirrored ? scene.mirrored_keypoints() : scene.keypoints();
  std::vector<PointPair> agreeing;
  for (const Hit& hit : parts.hits(corners)) {
    const Keypoint from = unpack(parts.keypoint(hit.keypoint));
    Keypoint to = corners[hit.picture];
    if (part.mirrored) to.x = static_cast<float>(scene.columns()) - to.x;
    const Point at = mapped(part.alignment.map, {from.x, from.y});
    if (std::hypot(at.x - to.x, at.y - to.y) <= kNear) {
      agreeing.push_back({{from.x, from.y}, {to.x, to.y}});
    }
  }
  return agreeing;
}

// The place of the only artwork; its mirror image counts where it is a match
// and the artwork as it is none.
std::optional<Part> find_only(const PartFinder& finder, const Scene& scene) {
  std::vector<Part> found = finder.find(scene);
  if (found.empty() || rule(found[0], 1).standing != Standing::match) {
    for (const Part& part : finder.find_mirrored(scene)) {
      if (rule(part, 1).standing == Standing::match) return part;
    }
  }
  if (found.empty()) return std::nullopt;
  return found[0];
}

std::optional<SeenPlace> place_of(const Seen& a, const Seen& b) {
  const auto parts = Parts::of(b.described);
  const PartFinder finder(*parts);
  const Scene scene(a.picture.grey.pixels());
  const auto part = find_only(finder, scene);
  if (!part) return std::nullopt;
  SeenPlace place;
  place.drawn = {part->alignment.map, agreeing_corners(*parts, scene, *part)};
  place.evidence = part->evidence;
  place.ruling = rule(*part, 1);
  place.region = finder.region(*part);
  const Fingerprint& picture = a.described.fingerprint;
  const double side = std::max(picture.rows, picture.columns);
  for (Point& corner : place.region) {
    corner.x *= side;
    corner.y *= side;
  }
  place.transform =
      describe_region(place.region, picture.rows, picture.columns);
  return place;
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

// The stage that settled the matter.
const char* stage_name(Standing whole, Standing settled) {
  if (settled == Standing::none) return "none";
  return whole == settled ? "hash" : "details";
}

Record record(const ComparedPicture& one) {
  Record record;
  record.put("path", one.path);
  record.put("status", one.seen ? "ok" : "unchecked");
  if (!one.seen) {
    record.put_problem(one.seen.problem());
    return record;
  }
  const Fingerprint& fingerprint = one.seen->described.fingerprint;
  record.put("algorithm", algorithm_identity(fingerprint.hash.algorithm));
  record.put("hash", to_hex(fingerprint.hash));
  record.put("quality", fingerprint.quality);
  record.put("width", fingerprint.columns);
  record.put("height", fingerprint.rows);
  return record;
}

Record record(const SeenPlace& place) {
  Record record;
  record.put("votes", place.evidence.votes);
  record.put("information", place.evidence.information);
  record.put("agreement", place.evidence.agreement);
  record.put("corners", place.evidence.corners.value_or(kUnknownCorners));
  const int distance = place.evidence.distance.value_or(kUnknownDistance);
  if (distance < kUnknownDistance) record.put("distance", distance);
  record.put("score", place.ruling.score);
  record.put("transform", place.transform);
  record.put("region", place.region);
  record.put("standing", standing_name(place.ruling.standing));
  return record;
}

ComparedPicture see(Item item, const Limits& limits) {
  SourceOptions options;
  options.max_bytes = limits.max_bytes;
  read_bytes(item, options);
  const std::string& path = item.name.path;
  if (item.problem) return {path, *item.problem};
  auto picture = picture_of(item.bytes, Effort::thorough, limits);
  if (!picture) return {path, picture.problem()};
  auto described = describe_bytes(item.bytes, limits);
  if (!described) return {path, described.problem()};
  return {path, Seen{std::move(*picture), std::move(*described)}};
}

PairComparison compared(const Seen& a, const Seen& b) {
  PairComparison made;
  made.comparison = compare(a.picture.fingerprints, b.described.fingerprint, 1);
  made.place = place_of(a, b);
  const Standing whole = made.comparison.standing;
  if (made.place) settle(made.place->ruling, made.comparison);
  made.stage = stage_name(whole, made.comparison.standing);
  return made;
}

}  // namespace

PairReport compare_pair(Item a, Item b, const Limits& limits) {
  PairReport report{see(std::move(a), limits), see(std::move(b), limits), {}};
  if (report.a.seen && report.b.seen) {
    report.compared = compared(*report.a.seen, *report.b.seen);
  }
  return report;
}

const char* standing_name(Standing standing) {
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

std::string compare_json(const PairReport& report) {
  Record line;
  line.put("a", record(report.a));
  line.put("b", record(report.b));
  line.put("status", report.compared ? "ok" : "unchecked");
  if (!report.compared) return line.line();
  const auto& [comparison, stage, place] = *report.compared;
  line.put("standing", standing_name(comparison.standing));
  line.put("stage", stage);
  line.put("why", comparison.why);
  line.put("distance", comparison.distance);
  line.put("similarity", comparison.similarity);
  line.put("transform", comparison.transform);
  line.put("score", comparison.score);
  line.put("expected_false_matches", comparison.expected_false_matches);
  if (place) line.put("details", record(*place));
  return line.line();
}

std::vector<uint8_t> draw_pair(const PairReport& report) {
  std::optional<DrawnPlace> drawn;
  if (report.compared->place) drawn = report.compared->place->drawn;
  return draw_comparison(report.a.seen->picture.grey.pixels(),
                         report.b.seen->picture.grey.pixels(), drawn);
}

}  // namespace sleeve
