#include "screen/evidence.h"

#include <nlohmann/json.hpp>

#include "screen/record.h"

namespace sleeve {
namespace {

using Json = nlohmann::json;

std::string reason_of(const Evidence& evidence, Verdict verdict) {
  const Matches& found = evidence.found;
  switch (verdict) {
    case Verdict::unchecked:
      return evidence.problem->reason;
    case Verdict::exclude_match:
      return "shows " + found.matches.front().artwork_id;
    case Verdict::review:
      return "may show " + found.candidates.front().artwork_id;
    default:
      return evidence.fingerprint->quality < kPlainQuality
                 ? "nothing found, but too plain to tell by its hash"
                 : "nothing found";
  }
}

void put_fingerprint(Record& record, const Fingerprint& fingerprint) {
  record.put("width", fingerprint.columns);
  record.put("height", fingerprint.rows);
  record.put("quality", fingerprint.quality);
  record.put("hash", algorithm_identity(fingerprint.hash.algorithm) + ":" +
                         to_hex(fingerprint.hash));
}

int digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

// The exact text under `key`, which Record::put() wrote.
std::string text_of(const Json& object, const char* key) {
  const auto exact = object.find(std::string(key) + "_bytes");
  if (exact == object.end()) return object.at(key).get<std::string>();
  const auto digits = exact->get<std::string>();
  std::string text;
  for (size_t i = 0; i + 1 < digits.size(); i += 2) {
    text += static_cast<char>(digit(digits[i]) * 16 + digit(digits[i + 1]));
  }
  return text;
}

Finding parse_finding(const Json& line) {
  Finding finding;
  const auto verdict = find_verdict(line.at("verdict").get<std::string>());
  if (!verdict) throw Json::other_error::create(501, "no verdict", nullptr);
  finding.verdict = *verdict;
  finding.problem = line.value("problem", "");
  finding.reason = text_of(line, "reason");
  finding.path = text_of(line, "path");
  finding.bytes = line.value("bytes", uint64_t{0});
  for (const Json& match : line.at("matches")) {
    finding.artworks.push_back(text_of(match, "artwork_id"));
  }
  return finding;
}

}  // namespace

std::string evidence_line(const Evidence& evidence) {
  const Verdict verdict = judge(evidence.problem, evidence.found);
  Record record;
  record.put_name(evidence.name);
  record.put("verdict", verdict_name(verdict));
  record.put("reason", reason_of(evidence, verdict));
  if (evidence.problem) {
    record.put("problem", problem_name(evidence.problem->kind));
  }
  if (!evidence.sha256.empty()) {
    record.put("sha256", evidence.sha256);
    record.put("bytes", evidence.bytes);
  }
  if (evidence.fingerprint) put_fingerprint(record, *evidence.fingerprint);
  record.put_matches("matches", evidence.found.matches);
  record.put_matches("candidates", evidence.found.candidates);
  return record.line();
}

std::string evidence_prefix(const PictureName& name) {
  Record record;
  record.put_name(name);
  std::string line = record.line();
  line.back() = ',';
  return line + "\"verdict\":";
}

Finding finding_of(const Evidence& evidence) {
  Finding finding;
  finding.verdict = judge(evidence.problem, evidence.found);
  finding.reason = reason_of(evidence, finding.verdict);
  if (evidence.problem) finding.problem = problem_name(evidence.problem->kind);
  finding.path = evidence.name.path;
  finding.bytes = evidence.bytes;
  for (const Match& match : evidence.found.matches) {
    finding.artworks.push_back(match.artwork_id);
  }
  return finding;
}

std::optional<Finding> read_finding(std::string_view line) {
  try {
    return parse_finding(Json::parse(line));
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace sleeve
