#include "screen/rights_keys.h"

#include <initializer_list>
#include <string_view>
#include <vector>

#include "index/identifiers.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

// Several are written one after another, and one may be written with spaces.
Identifier normalised_isrcs(std::string_view text) {
  Identifier whole = normalised_isrc(text);
  if (whole.valid) return whole;
  Identifier all{"", true};
  std::string word;
  const auto take = [&] {
    if (word.empty()) return;
    const Identifier one = normalised_isrc(word);
    all.text += (all.text.empty() ? "" : " ") + one.text;
    all.valid = all.valid && one.valid;
    word.clear();
  };
  for (const char c : text) {
    if (c == ' ' || c == ',' || c == ';' || c == '/') {
      take();
    } else {
      word += c;
    }
  }
  take();
  return all;
}

constexpr struct {
  const char* field;
  Identifier (*normalised)(std::string_view);
} kIdentifiers[] = {
    {"icpn", normalised_icpn},       {"grid", normalised_grid},
    {"isrc", normalised_isrcs},      {"mbid", normalised_mbid},
    {"dpid", normalised_dpid},       {"isni", normalised_isni},
    {"discogs", normalised_discogs}, {"iscc", normalised_iscc},
};

std::string first_known(const RightsRecord& record,
                        std::initializer_list<const char*> fields) {
  for (const char* field : fields) {
    if (!record.get(field).empty()) {
      return std::string(field) + ":" + record.get(field);
    }
  }
  return "";
}

}  // namespace

void normalise_identifiers(RightsRecord& record) {
  std::string invalid;
  for (const auto& [field, normalised] : kIdentifiers) {
    const auto found = record.fields.find(field);
    if (found == record.fields.end()) continue;
    const Identifier id = normalised(found->second);
    found->second = id.text;
    if (!id.valid) invalid += (invalid.empty() ? "" : " ") + std::string(field);
  }
  record.fields.erase("invalid");
  if (!invalid.empty()) record.fields["invalid"] = invalid;
}

std::string work_key(const RightsRecord& work) {
  const std::string key =
      first_known(work, {"icpn", "grid", "mbid", "discogs"});
  if (!key.empty() || work.get("title").empty()) return key;
  return "title:" + work.get("artist") + "/" + work.get("title");
}

std::string party_key(const RightsRecord& party) {
  return first_known(party, {"dpid", "isni", "name"});
}

std::vector<std::string> invalid_identifiers(const RightsRecord& record) {
  std::vector<std::string> sentences;
  const std::string invalid = record.get("invalid");
  if (invalid.empty()) return sentences;
  for (const std::string_view name : split(invalid, ' ')) {
    const std::string field(name);
    sentences.push_back(std::string(rights_kind_name(record.kind)) + " \"" +
                        record.get(rights_fields(record.kind)[0]) + "\": " +
                        field + " " + record.get(field) + " is not valid");
  }
  return sentences;
}

}  // namespace sleeve
