#include "screen/catalogue/ownership.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>
#include <utility>
#include <vector>

#include "screen/rights/words.h"
#include "screen/rights_keys.h"

namespace sleeve {
namespace {

void drop_empty(RightsRecord& record) {
  std::erase_if(record.fields,
                [](const auto& field) { return field.second.empty(); });
}

bool is_open(const RightsRecord& claim) {
  return claim.get("valid_to").empty() && claim.get("removed").empty();
}

// A word of a source; spaces within it would end it.
std::string word(std::string text) {
  std::replace(text.begin(), text.end(), ' ', '_');
  return text.empty() ? "-" : text;
}

}  // namespace

std::string day_before(const std::string& day) {
  int year = 0;
  unsigned month = 0;
  unsigned number = 0;
  int end = 0;
  if (std::sscanf(day.c_str(), "%4d-%2u-%2u%n", &year, &month, &number, &end) !=
          3 ||
      end != 10) {
    return day;
  }
  const std::chrono::year_month_day given{std::chrono::year(year),
                                          std::chrono::month(month),
                                          std::chrono::day(number)};
  if (!given.ok()) return day;
  const std::chrono::year_month_day before =
      std::chrono::sys_days(given) - std::chrono::days(1);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(before.year()),
                     static_cast<unsigned>(before.month()),
                     static_cast<unsigned>(before.day()));
}

MessageSource MessageSource::make(const std::string& version,
                                  const std::string& sender,
                                  const std::string& id,
                                  const std::string& created) {
  return {word(version.starts_with("ern") ? version : "ern/" + version),
          word(sender), word(id), word(created)};
}

std::string MessageSource::text() const {
  return version + " " + sender + " " + id + " " + created;
}

std::optional<MessageSource> MessageSource::parse(const std::string& source) {
  const auto words = split(source, ' ');
  if (words.size() != 4 || !words[0].starts_with("ern")) return std::nullopt;
  return MessageSource{std::string(words[0]), std::string(words[1]),
                       std::string(words[2]), std::string(words[3])};
}

Ownership::Ownership(const std::vector<RightsRecord>& records) {
  for (const RightsRecord& record : records) {
    if (record.kind == RightsKind::artwork) put(record);
  }
  changes_.clear();
}

void Ownership::put(const RightsRecord& claim) {
  const std::string id = claim.get("artwork_id");
  const Key key{claim.get("party"), claim.get("valid_from")};
  claims_[id][key] = claim;
  changes_[id + '\0' + key.first + '\0' + key.second] = claim;
  by_work_[claim.get("work")].insert(id);
}

void Ownership::claim(RightsRecord claim, const std::string& day) {
  drop_empty(claim);
  const std::string id = claim.get("artwork_id");
  const RightsRecord* now = present(id);
  if (now != nullptr && now->get("party") == claim.get("party")) {
    claim.fields.insert(now->fields.begin(), now->fields.end());
  } else if (now != nullptr) {
    RightsRecord before = *now;
    before.fields["valid_to"] = day_before(day);
    claim.fields["valid_from"] = day;
    put(before);
  } else if (!claims_[id].empty()) {
    claim.fields["valid_from"] = day;
  }
  normalise_identifiers(claim);
  put(claim);
}

void Ownership::describe(RightsRecord claim) {
  drop_empty(claim);
  const RightsRecord* now = present(claim.get("artwork_id"));
  const std::string party = claim.get("party");
  if (now != nullptr && (party.empty() || party == now->get("party"))) {
    claim.fields.insert(now->fields.begin(), now->fields.end());
  }
  put(claim);
}

void Ownership::note_checksum(const std::string& artwork_id,
                              const std::string& told) {
  const RightsRecord* now = present(artwork_id);
  if (now == nullptr || now->get("checksum") == told) return;
  RightsRecord claim = *now;
  claim.fields["checksum"] = told;
  put(claim);
}

void Ownership::end(const std::string& artwork_id, const std::string& day,
                    const std::string& source) {
  const auto found = claims_.find(artwork_id);
  if (found == claims_.end()) return;
  // Put one by one afterwards, since put() changes what is walked over.
  std::vector<RightsRecord> ended;
  for (const auto& [key, claim] : found->second) {
    if (is_open(claim)) ended.push_back(claim);
  }
  for (RightsRecord& claim : ended) {
    claim.fields["valid_to"] = day;
    claim.fields["source"] = source;
    put(claim);
  }
}

void Ownership::remove(const std::string& artwork_id) {
  for (auto& [key, claim] : claims_[artwork_id]) {
    claim.fields["removed"] = "yes";
    changes_[artwork_id + '\0' + key.first + '\0' + key.second] = claim;
  }
  claims_.erase(artwork_id);
}

std::vector<std::string> Ownership::artworks_of(const std::string& work) const {
  std::set<std::string> artworks;
  const auto found = by_work_.find(work);
  if (work.empty() || found == by_work_.end()) return {};
  for (const std::string& id : found->second) {
    const auto claims = claims_.find(id);
    if (claims == claims_.end()) continue;
    // An update may have moved it to another work.
    for (const auto& [key, claim] : claims->second) {
      if (claim.get("work") == work) artworks.insert(id);
    }
  }
  return {artworks.begin(), artworks.end()};
}

const RightsRecord* Ownership::present(const std::string& artwork_id) const {
  const auto found = claims_.find(artwork_id);
  if (found == claims_.end()) return nullptr;
  for (const auto& [key, claim] : found->second) {
    if (is_open(claim)) return &claim;
  }
  return nullptr;
}

std::optional<MessageSource> Ownership::newest(
    const std::string& artwork_id) const {
  std::optional<MessageSource> newest;
  const auto found = claims_.find(artwork_id);
  if (found == claims_.end()) return newest;
  for (const auto& [key, claim] : found->second) {
    const auto source = MessageSource::parse(claim.get("source"));
    if (source && (!newest || newest->created < source->created)) {
      newest = source;
    }
  }
  return newest;
}

std::vector<RightsRecord> Ownership::take_changes() {
  std::vector<RightsRecord> changes;
  for (auto& [key, record] : changes_) changes.push_back(std::move(record));
  changes_.clear();
  return changes;
}

}  // namespace sleeve
