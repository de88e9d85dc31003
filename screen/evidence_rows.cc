#include "screen/evidence_rows.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "screen/review_log.h"
#include "screen/rights/json_depth.h"

namespace sleeve {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return "";
  return found->get<std::string>();
}

int digit(char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

// A name whose bytes are no UTF-8 has them in hex beside it.
std::string name_of(const Json& object, const std::string& name) {
  const std::string hex = text_of(object, (name + "_bytes").c_str());
  if (hex.empty()) return text_of(object, name.c_str());
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
  }
  return bytes;
}

void join_work(const Json& work, ShownArtwork& artwork) {
  artwork.holder = text_of(work, "holder");
  if (artwork.holder.empty()) artwork.holder = text_of(work, "party");
  artwork.title = text_of(work, "title");
  artwork.artist = text_of(work, "artist");
  artwork.icpn = text_of(work, "icpn");
  artwork.territories = text_of(work, "territories");
  artwork.licence = text_of(work, "licence");
  for (const Json& id : work.value("declarations", Json::array())) {
    artwork.declarations +=
        (artwork.declarations.empty() ? "" : " ") + id.get<std::string>();
  }
}

EvidenceRow parse_row(const Json& json) {
  EvidenceRow row;
  const auto verdict = find_verdict(text_of(json, "verdict"));
  if (!verdict) throw Json::other_error::create(501, "no verdict", nullptr);
  row.verdict = *verdict;
  row.path = name_of(json, "path");
  row.shard = name_of(json, "shard");
  row.key = name_of(json, "key");
  row.rule = text_of(json, "rule");
  row.reason = text_of(json, "reason");
  row.sha256 = text_of(json, "sha256");
  row.bytes = json.value("bytes", uint64_t{0});
  const Json provenance = json.value("provenance", Json::object());
  row.url = text_of(provenance, "url");
  row.fetched_at = text_of(provenance, "fetched_at");
  row.uid = text_of(provenance, "uid");
  row.collected_by = text_of(provenance, "collected_by");
  row.page_url = text_of(provenance, "page_url");
  row.tool = text_of(provenance, "tool");
  row.dataset = text_of(provenance, "dataset");
  row.columns = json.value("width", int64_t{0});
  row.rows = json.value("height", int64_t{0});
  for (const Json& match : json.at("matches")) {
    ShownArtwork& artwork = row.artworks.emplace_back();
    artwork.artwork_id = name_of(match, "artwork_id");
    artwork.kind = text_of(match, "kind");
    artwork.score = match.value("score", 0.0);
    artwork.distance = match.value("distance", int64_t{0});
    for (size_t i = 0; i < artwork.region.size(); ++i) {
      const Json& corner = match.at("region").at(i);
      artwork.region[i] = {corner.at(0), corner.at(1)};
    }
    artwork.expected_false_matches = match.value("expected_false_matches", 0.0);
    for (const Json& work : json.value("works", Json::array())) {
      if (name_of(work, "artwork_id") == artwork.artwork_id) {
        join_work(work, artwork);
      }
    }
  }
  for (const Json& match : json.at("candidates")) {
    row.candidates.push_back(name_of(match, "artwork_id"));
  }
  std::sort(row.candidates.begin(), row.candidates.end());
  row.reviewed_by = text_of(json.value("review", Json::object()), "by");
  const Json rights = json.value("rights", Json::object());
  const Json channels = rights.value("channels", Json::object());
  for (const auto& [name, status] : channels.items()) {
    row.channels[name] = status.get<std::string>();
  }
  return row;
}

void apply(const Reviews& reviews, EvidenceRow& row) {
  if (row.verdict != Verdict::review) return;
  const Review* review =
      reviews.find(row.sha256, row.rule, row.reason, row.candidates);
  if (review == nullptr) return;
  const Judgement judgement =
      decided({row.verdict, row.rule, row.reason}, review->decision);
  row.verdict = judgement.verdict;
  row.rule = judgement.rule;
  row.reason = judgement.reason;
  row.reviewed_by = review->by;
}

}  // namespace

bool is_kept(Verdict verdict) {
  return verdict == Verdict::no_signal || verdict == Verdict::licensed;
}

void for_each_row(const std::filesystem::path& folder,
                  const std::function<void(const EvidenceRow&)>& visit) {
  std::ifstream in(folder / "evidence.jsonl", std::ios::binary);
  if (!in || !std::filesystem::exists(folder / "summary.json")) {
    throw Error(ErrorCode::not_found, "There is no finished run in \"" +
                                          folder.string() +
                                          "\". Name the output directory of "
                                          "`sleeve screen`.");
  }
  const Reviews reviews(read_reviews(folder));
  int64_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    EvidenceRow row;
    try {
      row = parse_row(Json::parse(shallow_json(line)));
    } catch (const Json::exception&) {
      throw Error(ErrorCode::corrupt,
                  "Line " + std::to_string(number) + " of \"" +
                      (folder / "evidence.jsonl").string() +
                      "\" is damaged. `sleeve verify` tells more.");
    }
    row.line = number;
    apply(reviews, row);
    visit(row);
  }
}

}  // namespace sleeve
