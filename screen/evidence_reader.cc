#include "screen/evidence_reader.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "screen/rights/json_depth.h"

namespace sleeve {
namespace {

using Json = nlohmann::json;

[[noreturn]] void fail(const char* what) {
  throw Json::other_error::create(501, what, nullptr);
}

// The value among the first `count` whose name that is.
template <class Enum>
Enum named(const Json& name, int count, const char* (*name_of)(Enum)) {
  const auto text = name.get<std::string>();
  for (int i = 0; i < count; ++i) {
    if (text == name_of(static_cast<Enum>(i))) return static_cast<Enum>(i);
  }
  fail("a name that is none");
}

int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

// The exact text under `key`, which Record::put() wrote; empty when missing.
std::string text_of(const Json& object, const std::string& key) {
  const auto exact = object.find(key + "_bytes");
  if (exact == object.end()) return object.value(key, "");
  const auto digits = exact->get<std::string>();
  std::string text;
  for (size_t i = 0; i + 1 < digits.size(); i += 2) {
    text += static_cast<char>(digit(digits[i]) * 16 + digit(digits[i + 1]));
  }
  return text;
}

std::vector<Match> read_matches(const Json& list) {
  std::vector<Match> matches;
  for (const Json& json : list) {
    Match& match = matches.emplace_back();
    match.artwork_id = text_of(json, "artwork_id");
    match.kind =
        json.at("kind") == "same" ? MatchKind::same : MatchKind::edition;
    match.score = json.at("score");
    match.distance = json.at("distance");
    const Json& region = json.at("region");
    if (region.size() != match.region.size()) fail("a region of no corners");
    for (size_t i = 0; i < region.size(); ++i) {
      match.region[i] = {region[i].at(0), region[i].at(1)};
    }
    match.transform = text_of(json, "transform");
    match.expected_false_matches = json.at("expected_false_matches");
  }
  return matches;
}

Signal read_signal(const Json& json) {
  Signal signal;
  signal.channel = named<Channel>(json.at("channel"), kChannels, channel_name);
  signal.carrier = text_of(json, "carrier");
  signal.place = text_of(json, "place");
  signal.form = named<Form>(json.at("form"), kForms, form_name);
  signal.scope = named<Scope>(json.at("scope"), kScopes, scope_name);
  signal.verification = named<Verification>(json.at("verification"),
                                            kVerifications, verification_name);
  const Json effects = json.value("effects", Json::object());
  for (const auto& [use, effect] : effects.items()) {
    effect_of(signal.effects, named<Use>(use, kUses, use_name)) =
        named<Effect>(effect, kEffects, effect_name);
  }
  signal.raw = text_of(json, "raw");
  signal.note = text_of(json, "note");
  return signal;
}

RightsReport read_rights(const Json& json) {
  RightsReport report;
  for (const auto& [name, status] : json.at("channels").items()) {
    const auto channel = named<Channel>(name, kChannels, channel_name);
    report.statuses[static_cast<size_t>(channel)] =
        named<ChannelStatus>(status, kChannelStatuses, status_name);
  }
  for (const Json& signal : json.value("signals", Json::array())) {
    report.signals.push_back(read_signal(signal));
  }
  report.faults = json.value("faults", std::vector<std::string>());
  return report;
}

Fingerprint read_fingerprint(const Json& line) {
  Fingerprint fingerprint;
  fingerprint.columns = line.at("width");
  fingerprint.rows = line.at("height");
  fingerprint.quality = line.at("quality");
  const auto text = line.at("hash").get<std::string>();
  const size_t colon = text.find(':');
  const auto hash =
      parse_hex(Algorithm::cover256,
                colon == std::string::npos ? "" : text.substr(colon + 1));
  if (!hash ||
      text.substr(0, colon) != algorithm_identity(Algorithm::cover256)) {
    fail("another hash");
  }
  fingerprint.hash = *hash;
  return fingerprint;
}

Problem read_problem(const Json& line) {
  return {named<ProblemKind>(line.at("problem"), kProblemKinds, problem_name),
          text_of(line, "reason")};
}

Judgement read_judgement(const Json& line) {
  const auto verdict = find_verdict(line.at("verdict").get<std::string>());
  if (!verdict) fail("no verdict");
  return {*verdict, text_of(line, "rule"), text_of(line, "reason"),
          line.value("conflict", false)};
}

Evidence parse(const Json& line) {
  Evidence evidence;
  evidence.name = {text_of(line, "path"), text_of(line, "shard"),
                   text_of(line, "key"), text_of(line, "member")};
  evidence.judgement = read_judgement(line);
  if (line.contains("problem")) evidence.problem = read_problem(line);
  evidence.sha256 = line.value("sha256", "");
  evidence.bytes = line.value("bytes", uint64_t{0});
  if (line.contains("hash")) evidence.fingerprint = read_fingerprint(line);
  evidence.content_row = line.value("content_top", 0);
  evidence.content_column = line.value("content_left", 0);
  evidence.found.matches = read_matches(line.at("matches"));
  evidence.found.candidates = read_matches(line.at("candidates"));
  const Json provenance = line.value("provenance", Json::object());
  evidence.provenance = {
      text_of(provenance, "url"),        text_of(provenance, "page_url"),
      text_of(provenance, "fetched_at"), text_of(provenance, "upstream_sha256"),
      text_of(provenance, "uid"),        text_of(provenance, "collected_by"),
      text_of(provenance, "tool"),       text_of(provenance, "dataset")};
  evidence.rights = read_rights(line.at("rights"));
  if (const auto review = line.find("review"); review != line.end()) {
    evidence.review =
        decision_of(evidence, text_of(*review, "by"), text_of(*review, "at"),
                    text_of(*review, "why"));
  }
  return evidence;
}

}  // namespace

std::optional<Evidence> read_evidence(std::string_view line) {
  try {
    return parse(Json::parse(shallow_json(line)));
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace sleeve
