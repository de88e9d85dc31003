#include "screen/summary.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/version.h"
#include "screen/record.h"

namespace sleeve {
namespace {

using Json = nlohmann::json;

constexpr size_t kExamples = 3;
constexpr size_t kTopArtworks = 20;
constexpr int kFormat = 1;

Record verdict_counts(const Counts& counts) {
  Record record;
  for (const Verdict verdict : kVerdicts) {
    record.put(verdict_name(verdict), counts.of(verdict));
  }
  return record;
}

Record problem_counts(const Counts& counts) {
  Record record;
  for (const auto& [name, count] : counts.problems) record.put(name, count);
  return record;
}

std::vector<Record> top_records(const Counts& counts) {
  std::vector<Record> records;
  for (const auto& [id, pictures] : counts.top_artworks(kTopArtworks)) {
    Record record;
    record.put("artwork_id", id);
    record.put("pictures", pictures);
    records.push_back(std::move(record));
  }
  return records;
}

std::vector<Record> example_records(const Counts& counts) {
  std::vector<Record> records;
  for (const auto& [problem, rows] : counts.examples) {
    for (const auto& [path, reason] : rows) {
      Record record;
      record.put("problem", problem);
      record.put("path", path);
      record.put("reason", reason);
      records.push_back(std::move(record));
    }
  }
  return records;
}

Record evidence_record(const ScreenSummary& summary) {
  Record record;
  record.put("file", "evidence.jsonl");
  record.put("lines", summary.counts.pictures);
  record.put("bytes", summary.evidence_bytes);
  record.put("sha256", summary.evidence_sha256);
  record.put("merkle_root", summary.merkle_root);
  return record;
}

Record rescreened_record(const Rescreened& rescreened) {
  Record record;
  record.put("merkle_root", rescreened.root);
  record.put("new_artworks", rescreened.new_artworks);
  record.put("gone_artworks", rescreened.gone_artworks);
  record.put("changed_rows", rescreened.changed_rows);
  record.put("without_fingerprints", rescreened.without_prints);
  record.put("not_searched", rescreened.not_searched);
  return record;
}

Rescreened read_rescreened(const Json& json) {
  return {json.at("merkle_root"),          json.at("new_artworks"),
          json.at("gone_artworks"),        json.at("changed_rows"),
          json.at("without_fingerprints"), json.at("not_searched")};
}

void read_counts(const Json& json, Counts& counts) {
  counts.pictures = json.at("pictures");
  counts.bytes = json.at("bytes");
  for (const auto& [name, count] : json.at("verdicts").items()) {
    const auto verdict = find_verdict(name);
    if (verdict && count > 0) counts.verdicts[*verdict] = count;
  }
  json.at("problems").get_to(counts.problems);
  for (const Json& top : json.at("top_artworks")) {
    counts.artworks[top.at("artwork_id")] = top.at("pictures");
  }
  for (const Json& row : json.at("unchecked_examples")) {
    counts.examples[row.at("problem")].emplace_back(row.at("path"),
                                                    row.at("reason"));
  }
}

}  // namespace

void Counts::add(const Finding& finding) {
  ++pictures;
  bytes += finding.bytes;
  ++verdicts[finding.verdict];
  for (const std::string& id : finding.artworks) ++artworks[id];
  if (finding.verdict != Verdict::unchecked) return;
  ++problems[finding.problem];
  auto& rows = examples[finding.problem];
  if (rows.size() < kExamples) rows.emplace_back(finding.path, finding.reason);
}

int64_t Counts::of(Verdict verdict) const {
  const auto found = verdicts.find(verdict);
  return found == verdicts.end() ? 0 : found->second;
}

std::vector<std::pair<std::string, int64_t>> Counts::top_artworks(
    size_t most) const {
  std::vector<std::pair<std::string, int64_t>> top(
      std::min(most, artworks.size()));
  std::partial_sort_copy(artworks.begin(), artworks.end(), top.begin(),
                         top.end(), [](const auto& a, const auto& b) {
                           if (a.second != b.second) return a.second > b.second;
                           return a.first < b.first;
                         });
  return top;
}

std::string summary_json(const ScreenSummary& summary) {
  Record record;
  record.put("format", kFormat);
  record.put("sleeve", version());
  record.put("pictures", summary.counts.pictures);
  record.put("bytes", summary.counts.bytes);
  record.put("verdicts", verdict_counts(summary.counts));
  record.put("problems", problem_counts(summary.counts));
  record.put("artworks_found",
             static_cast<uint64_t>(summary.counts.artworks.size()));
  record.put("top_artworks", top_records(summary.counts));
  record.put("unchecked_examples", example_records(summary.counts));
  Record catalogue;
  catalogue.put("path", summary.catalogue);
  catalogue.put("artworks", summary.artworks);
  catalogue.put("without_details", summary.without_details);
  record.put("catalogue", catalogue);
  record.put("output", summary.output);
  record.put("evidence", evidence_record(summary));
  if (summary.rescreened) {
    record.put("rescreened", rescreened_record(*summary.rescreened));
  }
  record.put("resumed", summary.resumed);
  record.put("seconds", summary.seconds);
  record.put("pictures_per_second", summary.pictures_per_second);
  record.put("ended", summary.ended);
  return record.text() + "\n";
}

bool read_summary(const std::string& text, ScreenSummary& summary) {
  try {
    const Json json = Json::parse(text);
    if (json.at("format") != kFormat) return false;
    read_counts(json, summary.counts);
    summary.catalogue = json.at("catalogue").at("path");
    summary.artworks = json.at("catalogue").at("artworks");
    summary.without_details = json.at("catalogue").value("without_details", 0);
    summary.output = json.at("output");
    summary.evidence_bytes = json.at("evidence").at("bytes");
    summary.evidence_sha256 = json.at("evidence").at("sha256");
    summary.merkle_root = json.at("evidence").at("merkle_root");
    summary.resumed = json.at("resumed");
    summary.seconds = json.at("seconds");
    summary.pictures_per_second = json.at("pictures_per_second");
    summary.ended = json.at("ended");
    if (json.contains("rescreened")) {
      summary.rescreened = read_rescreened(json["rescreened"]);
    }
    return true;
  } catch (const Json::exception&) {
    return false;
  }
}

}  // namespace sleeve
