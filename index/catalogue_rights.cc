#include "index/catalogue_rights.h"

#include <algorithm>
#include <utility>

#include "index/sha256.h"

namespace sleeve {
namespace {

// Fields that came later stand at the end, where older tables get them.
constexpr const char* kPartyFields[] = {"party",   "name",    "dpid",
                                        "isni",    "contact", "invalid",
                                        "updated", "removed"};
constexpr const char* kDeclarationFields[] = {
    "declaration", "party",       "title",  "url",    "published_on",
    "form",        "legal_basis", "scope",  "covers", "text_sha256",
    "source",      "updated",     "removed"};
constexpr const char* kLicenceFields[] = {"licence", "party",      "artworks",
                                          "uses",    "valid_from", "valid_to",
                                          "note",    "updated",    "removed"};
constexpr const char* kWorkFields[] = {
    "work",  "title", "artist", "label",   "icpn",    "grid",    "isrc",
    "catno", "mbid",  "cline",  "discogs", "invalid", "updated", "removed"};
constexpr const char* kArtworkFields[] = {
    "artwork_id", "party",   "valid_from",  "valid_to", "work",
    "image_type", "source",  "cline",       "checksum", "note",
    "updated",    "removed", "territories", "iscc",     "invalid"};

bool within(const RightsRecord& record, const std::string& date) {
  const std::string from = record.get("valid_from");
  const std::string to = record.get("valid_to");
  return (from.empty() || from <= date) && (to.empty() || date <= to);
}

bool lists(const std::string& list, const std::string& word) {
  return (" " + list + " ").find(" " + word + " ") != std::string::npos;
}

}  // namespace

const char* rights_kind_name(RightsKind kind) {
  static constexpr const char* kNames[] = {"party", "declaration", "licence",
                                           "work", "artwork"};
  return kNames[static_cast<size_t>(kind)];
}

std::span<const char* const> rights_fields(RightsKind kind) {
  switch (kind) {
    case RightsKind::party:
      return kPartyFields;
    case RightsKind::declaration:
      return kDeclarationFields;
    case RightsKind::licence:
      return kLicenceFields;
    case RightsKind::work:
      return kWorkFields;
    case RightsKind::artwork:
      break;
  }
  return kArtworkFields;
}

std::string RightsRecord::get(const std::string& name) const {
  const auto found = fields.find(name);
  return found == fields.end() ? "" : found->second;
}

RightsView::RightsView(std::vector<RightsRecord> records)
    : records_(std::move(records)) {
  for (size_t i = 0; i < records_.size(); ++i) {
    const RightsRecord& record = records_[i];
    const std::string id = record.get(rights_fields(record.kind)[0]);
    if (record.kind == RightsKind::artwork) {
      by_artwork_[id].push_back(i);
    } else {
      by_key_[{record.kind, id}] = i;
    }
    if (record.kind == RightsKind::declaration ||
        record.kind == RightsKind::licence) {
      by_party_[record.get("party")].push_back(i);
    }
  }
}

const RightsRecord* RightsView::find(RightsKind kind,
                                     const std::string& key) const {
  const auto found = by_key_.find({kind, key});
  return found == by_key_.end() ? nullptr : &records_[found->second];
}

void RightsView::put_work(ArtworkRights& rights) const {
  if (const RightsRecord* work = find(RightsKind::work, rights.work)) {
    rights.title = work->get("title");
    rights.artist = work->get("artist");
    rights.icpn = work->get("icpn");
  }
}

ArtworkRights RightsView::of(const std::string& id, const std::string& date,
                             const std::vector<std::string>& uses) const {
  ArtworkRights rights;
  const auto rows = by_artwork_.find(id);
  if (rows == by_artwork_.end()) return rights;
  const RightsRecord* owned = nullptr;
  for (const size_t row : rows->second) {
    const RightsRecord& record = records_[row];
    rights.work = record.get("work");
    if (!within(record, date)) continue;
    if (owned == nullptr ||
        owned->get("valid_from") <= record.get("valid_from")) {
      owned = &record;
    }
  }
  if (owned != nullptr) rights.work = owned->get("work");
  put_work(rights);
  if (owned == nullptr) return rights;
  rights.party = owned->get("party");
  rights.territories = owned->get("territories");
  if (const RightsRecord* party = find(RightsKind::party, rights.party)) {
    rights.holder = party->get("name");
  }
  put_party(rights, id, date, uses);
  return rights;
}

// Nobody licenses what nobody owns.
void RightsView::put_party(ArtworkRights& rights, const std::string& id,
                           const std::string& date,
                           const std::vector<std::string>& uses) const {
  const auto rows = by_party_.find(rights.party);
  if (rights.party.empty() || rows == by_party_.end()) return;
  for (const size_t row : rows->second) {
    const RightsRecord& record = records_[row];
    if (record.kind == RightsKind::declaration) {
      if (record.get("covers") == "no") continue;
      rights.declarations.push_back(record.get("declaration"));
      continue;
    }
    const std::string artworks = record.get("artworks");
    const bool covered = artworks == "*" || lists(artworks, id);
    const bool allowed = std::all_of(
        uses.begin(), uses.end(),
        [&](const std::string& use) { return lists(record.get("uses"), use); });
    if (covered && allowed && within(record, date) && rights.licence.empty()) {
      rights.licence = record.get("licence");
    }
  }
}

std::string RightsView::digest() const {
  Sha256 sha256;
  for (const RightsRecord& record : records_) {
    sha256.update(std::string_view(rights_kind_name(record.kind)));
    for (const auto& [name, value] : record.fields) {
      if (name == "updated") continue;
      sha256.update(uint64_t{name.size()}).update(name);
      sha256.update(uint64_t{value.size()}).update(value);
    }
  }
  return sha256.hex();
}

}  // namespace sleeve
