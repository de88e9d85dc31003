#include "screen/evidence.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "screen/record.h"
#include "screen/rights/json_depth.h"
#include "screen/rights_record.h"

namespace sleeve {
namespace {

using Json = nlohmann::json;

// Whose the artworks are that the picture shows; those of known parties.
void put_works(Record& record, const Evidence& evidence) {
  std::vector<Record> works;
  for (size_t i = 0; i < evidence.works.size(); ++i) {
    const ArtworkRights& known = evidence.works[i];
    if (known == ArtworkRights()) continue;
    Record work;
    work.put("artwork_id", evidence.found.matches[i].artwork_id);
    const auto put = [&](const char* name, const std::string& text) {
      if (!text.empty()) work.put(name, text);
    };
    put("party", known.party);
    put("holder", known.holder);
    put("work", known.work);
    put("title", known.title);
    put("artist", known.artist);
    put("icpn", known.icpn);
    put("territories", known.territories);
    put("licence", known.licence);
    if (!known.declarations.empty()) {
      work.put("declarations", known.declarations);
    }
    works.push_back(std::move(work));
  }
  if (!works.empty()) record.put("works", works);
}

void put_provenance(Record& record, const Provenance& provenance) {
  Record known;
  const auto put = [&](const char* name, const std::string& text) {
    if (!text.empty()) known.put(name, text);
  };
  // A moment alone tells nothing.
  Provenance other = provenance;
  other.fetched_at.clear();
  if (other == Provenance()) return;
  put("url", provenance.url);
  put("page_url", provenance.page_url);
  put("fetched_at", provenance.fetched_at);
  put("upstream_sha256", provenance.upstream_sha256);
  put("uid", provenance.uid);
  put("collected_by", provenance.collected_by);
  put("tool", provenance.tool);
  put("dataset", provenance.dataset);
  record.put("provenance", known);
}

void put_fingerprint(Record& record, const Fingerprint& fingerprint) {
  record.put("width", fingerprint.columns);
  record.put("height", fingerprint.rows);
  record.put("quality", fingerprint.quality);
  record.put("hash", algorithm_identity(fingerprint.hash.algorithm) + ":" +
                         to_hex(fingerprint.hash));
}

std::vector<std::string> candidate_ids(const Evidence& evidence) {
  std::vector<std::string> ids;
  for (const Match& match : evidence.found.candidates) {
    ids.push_back(match.artwork_id);
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

void put_review(Record& record, const Review& review) {
  Record decision;
  decision.put("by", review.by);
  decision.put("at", review.at);
  decision.put("why", review.why);
  record.put("review", decision);
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

void judge_evidence(Evidence& evidence, const Policy& policy,
                    const Reviews* reviews) {
  const bool plain =
      evidence.fingerprint && evidence.fingerprint->quality < kPlainQuality;
  std::vector<std::string> licences;
  for (const ArtworkRights& work : evidence.works) {
    licences.push_back(work.licence);
  }
  const Findings findings{.problem = evidence.problem,
                          .found = evidence.found,
                          .rights = evidence.rights,
                          .plain = plain,
                          .licences = std::move(licences)};
  const std::optional<Review> before = std::exchange(evidence.review, {});
  evidence.judgement = judge(findings, policy);
  if (evidence.judgement.verdict != Verdict::review) return;
  const auto decide = [&](const Reviews& among) {
    const Review* found =
        among.find(evidence.sha256, evidence.judgement.rule,
                   evidence.judgement.reason, candidate_ids(evidence));
    if (found == nullptr) return false;
    evidence.review = *found;
    evidence.judgement = decided(evidence.judgement, found->decision);
    return true;
  };
  if (reviews != nullptr && decide(*reviews)) return;
  if (before) decide(Reviews({*before}));
}

Review decision_of(const Evidence& evidence, const std::string& by,
                   const std::string& at, const std::string& why) {
  const Judgement asked = undecided(evidence.judgement);
  Review review;
  review.sha256 = evidence.sha256;
  review.rule = asked.rule;
  review.reason = asked.reason;
  review.candidates = candidate_ids(evidence);
  review.decision = evidence.judgement.verdict;
  review.by = by;
  review.at = at;
  review.why = why;
  return review;
}

std::string evidence_line(const Evidence& evidence) {
  const Judgement& judgement = evidence.judgement;
  Record record;
  record.put_name(evidence.name);
  record.put("verdict", verdict_name(judgement.verdict));
  record.put("reason", judgement.reason);
  record.put("rule", judgement.rule);
  if (judgement.conflict) record.put("conflict", true);
  if (evidence.problem) {
    record.put("problem", problem_name(evidence.problem->kind));
  }
  if (evidence.review) put_review(record, *evidence.review);
  if (!evidence.sha256.empty()) {
    record.put("sha256", evidence.sha256);
    record.put("bytes", evidence.bytes);
  }
  if (evidence.fingerprint) put_fingerprint(record, *evidence.fingerprint);
  if (evidence.content_row + evidence.content_column > 0) {
    record.put("content_top", evidence.content_row);
    record.put("content_left", evidence.content_column);
  }
  record.put_matches("matches", evidence.found.matches);
  record.put_matches("candidates", evidence.found.candidates);
  put_works(record, evidence);
  put_provenance(record, evidence.provenance);
  record.put("rights", rights_record(evidence.rights));
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
  finding.verdict = evidence.judgement.verdict;
  finding.reason = evidence.judgement.reason;
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
    return parse_finding(Json::parse(shallow_json(line)));
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace sleeve
