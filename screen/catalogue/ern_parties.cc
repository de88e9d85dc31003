// Makes records of the parties that messages name.
#include <utility>

#include "screen/catalogue/delivery.h"
#include "screen/rights_keys.h"

namespace sleeve {

std::string put_party(const ErnParty& party, Delivery& delivery) {
  RightsRecord record{RightsKind::party, {}};
  if (!party.name.empty()) record.fields["name"] = party.name;
  if (!party.dpid.empty()) record.fields["dpid"] = party.dpid;
  if (!party.isni.empty()) record.fields["isni"] = party.isni;
  normalise_identifiers(record);
  std::string key = party_key(record);
  if (key.empty()) return key;
  if (key.starts_with("name:")) {
    const auto known = delivery.parties.find(party.name);
    if (known != delivery.parties.end() && !known->second.empty()) {
      return known->second;
    }
  }
  record.fields["party"] = key;
  know_party(record, delivery);
  delivery.records.push_back(std::move(record));
  return key;
}

void know_party(const RightsRecord& party, Delivery& delivery) {
  const std::string key = party.get("party");
  const std::string name = party.get("name");
  if (name.empty() ||
      (party.get("dpid").empty() && party.get("isni").empty())) {
    return;
  }
  const auto [known, is_new] = delivery.parties.emplace(name, key);
  if (!is_new && known->second != key) known->second.clear();
}

}  // namespace sleeve
