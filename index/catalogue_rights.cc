#include "index/catalogue_rights.h"

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "index/catalogue_store.h"
#include "index/sha256.h"

namespace sleeve {
namespace {

constexpr const char* kPartyFields[] = {"party", "name",    "dpid",
                                        "isni",  "contact", "invalid"};
constexpr const char* kDeclarationFields[] = {
    "declaration", "party", "title",  "url",         "published_on", "form",
    "legal_basis", "scope", "covers", "text_sha256", "source"};
constexpr const char* kLicenceFields[] = {
    "licence", "party", "artworks", "uses", "valid_from", "valid_to", "note"};
constexpr const char* kWorkFields[] = {"work", "title", "artist",  "label",
                                       "icpn", "grid",  "isrc",    "catno",
                                       "mbid", "cline", "discogs", "invalid"};
constexpr const char* kArtworkFields[] = {"artwork_id", "party", "valid_from",
                                          "valid_to",   "work",  "image_type",
                                          "source"};

size_t key_fields(RightsKind kind) {
  return kind == RightsKind::artwork ? 3 : 1;
}

std::string key_of(const RightsRecord& record) {
  std::string key;
  const auto fields = rights_fields(record.kind);
  for (size_t i = 0; i < key_fields(record.kind); ++i) {
    key += record.get(fields[i]) + '\0';
  }
  return key;
}

std::string table_of(RightsKind kind) {
  return std::string("rights_") + rights_kind_name(kind);
}

std::string joined(RightsKind kind, const char* separator) {
  std::string list;
  for (const char* field : rights_fields(kind)) {
    if (!list.empty()) list += separator;
    list += field;
  }
  return list;
}

// These tables came after the catalogue's first format; they are made when
// first needed, and an older Sleeve passes over them.
void make_tables(Database& database) {
  for (const RightsKind kind : kRightsKinds) {
    std::string key;
    const auto fields = rights_fields(kind);
    for (size_t i = 0; i < key_fields(kind); ++i) {
      key += (i == 0 ? "" : ", ") + std::string(fields[i]);
    }
    database.run("CREATE TABLE IF NOT EXISTS " + table_of(kind) + " (" +
                 joined(kind, " BLOB NOT NULL, ") +
                 " BLOB NOT NULL, PRIMARY KEY (" + key + ")) WITHOUT ROWID");
  }
}

bool has_tables(const Database& database) {
  return database.number(
             "SELECT count(*) FROM sqlite_schema WHERE name = "
             "'rights_party'") != 0;
}

void check(const RightsRecord& record) {
  const auto fields = rights_fields(record.kind);
  for (const auto& [name, value] : record.fields) {
    const bool known = std::any_of(fields.begin(), fields.end(),
                                   [&](const char* f) { return name == f; });
    if (known) continue;
    throw Error(ErrorCode::invalid_argument,
                std::string("A ") + rights_kind_name(record.kind) +
                    " has no field \"" + name + "\".");
  }
  if (record.get(fields[0]).empty()) {
    throw Error(ErrorCode::invalid_argument,
                std::string("A ") + rights_kind_name(record.kind) +
                    " needs the field \"" + fields[0] + "\".");
  }
}

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
  }
}

const RightsRecord* RightsView::find(RightsKind kind,
                                     const std::string& key) const {
  const auto found = by_key_.find({kind, key});
  return found == by_key_.end() ? nullptr : &records_[found->second];
}

ArtworkRights RightsView::of(const std::string& id, const std::string& date,
                             const std::vector<std::string>& uses) const {
  ArtworkRights rights;
  const RightsRecord* owned = nullptr;
  const auto rows = by_artwork_.find(id);
  if (rows == by_artwork_.end()) return rights;
  for (const size_t row : rows->second) {
    const RightsRecord& record = records_[row];
    if (!within(record, date)) continue;
    if (owned == nullptr ||
        owned->get("valid_from") <= record.get("valid_from")) {
      owned = &record;
    }
  }
  if (owned == nullptr) return rights;
  rights.party = owned->get("party");
  rights.work = owned->get("work");
  if (const RightsRecord* party = find(RightsKind::party, rights.party)) {
    rights.holder = party->get("name");
  }
  if (const RightsRecord* work = find(RightsKind::work, rights.work)) {
    rights.title = work->get("title");
    rights.artist = work->get("artist");
    rights.icpn = work->get("icpn");
  }
  for (const RightsRecord& record : records_) {
    if (record.get("party") != rights.party) continue;
    if (record.kind == RightsKind::declaration &&
        record.get("covers") != "no") {
      rights.declarations.push_back(record.get("declaration"));
    }
    if (record.kind != RightsKind::licence || !within(record, date)) continue;
    const std::string artworks = record.get("artworks");
    const bool covered = artworks == "*" || lists(artworks, id);
    const bool allowed = std::all_of(
        uses.begin(), uses.end(),
        [&](const std::string& use) { return lists(record.get("uses"), use); });
    if (covered && allowed && rights.licence.empty()) {
      rights.licence = record.get("licence");
    }
  }
  return rights;
}

std::string RightsView::digest() const {
  Sha256 sha256;
  for (const RightsRecord& record : records_) {
    sha256.update(std::string_view(rights_kind_name(record.kind)));
    for (const auto& [name, value] : record.fields) {
      sha256.update(uint64_t{name.size()}).update(name);
      sha256.update(uint64_t{value.size()}).update(value);
    }
  }
  return sha256.hex();
}

int64_t put_rights(const std::filesystem::path& catalogue,
                   std::span<const RightsRecord> records) {
  for (const RightsRecord& record : records) check(record);
  Database database =
      open_catalogue_database(catalogue, Catalogue::Mode::create);
  Transaction transaction(database, Transaction::Kind::write);
  make_tables(database);
  int64_t changed = 0;
  for (const RightsRecord& record : records) {
    const auto fields = rights_fields(record.kind);
    std::string marks = "?";
    std::string same = std::string(fields[0]) + " = ?";
    for (size_t i = 1; i < fields.size(); ++i) {
      marks += ", ?";
      same += std::string(" AND ") + fields[i] + " = ?";
    }
    const std::string table = table_of(record.kind);
    Statement known =
        database.prepare("SELECT 1 FROM " + table + " WHERE " + same);
    Statement insert = database.prepare("INSERT OR REPLACE INTO " + table +
                                        " VALUES (" + marks + ")");
    for (size_t i = 0; i < fields.size(); ++i) {
      const std::string value = record.get(fields[i]);
      known.bind(static_cast<int>(i), std::string_view(value));
      insert.bind(static_cast<int>(i), std::string_view(value));
    }
    if (known.step()) continue;
    insert.run();
    ++changed;
  }
  transaction.commit();
  return changed;
}

RightsView read_rights(const std::filesystem::path& catalogue) {
  Database database = open_catalogue_database(catalogue, Catalogue::Mode::read);
  const Transaction one_moment(database, Transaction::Kind::read);
  std::vector<RightsRecord> records;
  if (!has_tables(database)) return RightsView();
  for (const RightsKind kind : kRightsKinds) {
    const auto fields = rights_fields(kind);
    Statement rows = database.prepare("SELECT * FROM " + table_of(kind));
    while (rows.step()) {
      RightsRecord& record = records.emplace_back();
      record.kind = kind;
      for (size_t i = 0; i < fields.size(); ++i) {
        const std::string value = rows.text(static_cast<int>(i));
        if (!value.empty()) record.fields[fields[i]] = value;
      }
    }
  }
  std::stable_sort(records.begin(), records.end(),
                   [](const RightsRecord& a, const RightsRecord& b) {
                     if (a.kind != b.kind) return a.kind < b.kind;
                     return key_of(a) < key_of(b);
                   });
  return RightsView(std::move(records));
}

}  // namespace sleeve
