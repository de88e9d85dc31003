// Keeps the records about rights in tables of catalogue.db.
#include <algorithm>
#include <chrono>
#include <ctime>
#include <utility>

#include "core/error.h"
#include "index/catalogue_rights.h"
#include "index/catalogue_store.h"

namespace sleeve {
namespace {

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

std::string joined(std::span<const char* const> fields,
                   std::string_view separator) {
  std::string list;
  for (const char* field : fields) {
    if (!list.empty()) list += separator;
    list += field;
  }
  return list;
}

bool has_column(const Database& database, RightsKind kind, const char* field) {
  return database.number("SELECT count(*) FROM pragma_table_info('" +
                         table_of(kind) + "') WHERE name = '" + field + "'") !=
         0;
}

// These tables came after the catalogue's first format, and some columns after
// the tables; they are made when first needed.
void make_tables(Database& database) {
  for (const RightsKind kind : kRightsKinds) {
    const auto fields = rights_fields(kind);
    database.run(
        "CREATE TABLE IF NOT EXISTS " + table_of(kind) + " (" +
        joined(fields, " BLOB NOT NULL, ") + " BLOB NOT NULL, PRIMARY KEY (" +
        joined(fields.first(key_fields(kind)), ", ") + ")) WITHOUT ROWID");
    for (const char* field : fields) {
      if (has_column(database, kind, field)) continue;
      database.run("ALTER TABLE " + table_of(kind) + " ADD COLUMN " + field +
                   " BLOB NOT NULL DEFAULT x''");
    }
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
    const bool known =
        std::any_of(fields.begin(), fields.end(),
                    [&field = name](const char* f) { return field == f; });
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

// A record of which only key and moment are left when it is removed.
RightsRecord stripped(RightsRecord record) {
  if (record.get("removed").empty()) return record;
  const auto fields = rights_fields(record.kind);
  RightsRecord rest{record.kind, {{"removed", "yes"}}};
  for (size_t i = 0; i < key_fields(record.kind); ++i) {
    rest.fields[fields[i]] = record.get(fields[i]);
  }
  rest.fields["updated"] = record.get("updated");
  return rest;
}

// All but the moment, so that the same said again is no change.
std::string content_of(const RightsRecord& record) {
  std::string content;
  for (const char* field : rights_fields(record.kind)) {
    if (std::string_view(field) == "updated") continue;
    content += record.get(field) + '\0';
  }
  return content;
}

RightsRecord row_record(const Statement& row, RightsKind kind,
                        const std::vector<const char*>& fields) {
  RightsRecord record;
  record.kind = kind;
  for (size_t i = 0; i < fields.size(); ++i) {
    const std::string value = row.text(static_cast<int>(i));
    if (!value.empty()) record.fields[fields[i]] = value;
  }
  return record;
}

// Finds and writes the records of one kind.
class Table {
 public:
  Table(const Database& database, RightsKind kind)
      : kind_(kind),
        fields_(rights_fields(kind).begin(), rights_fields(kind).end()),
        find_(database.prepare("SELECT " + joined(fields_, ", ") + " FROM " +
                               table_of(kind) + " WHERE " +
                               joined(keys(), " = ? AND ") + " = ?")),
        insert_(database.prepare("INSERT OR REPLACE INTO " + table_of(kind) +
                                 " (" + joined(fields_, ", ") + ") VALUES (" +
                                 marks() + ")")) {}

  RightsRecord find(const RightsRecord& like) {
    for (size_t i = 0; i < key_fields(kind_); ++i) {
      find_.bind(static_cast<int>(i), std::string_view(like.get(fields_[i])));
    }
    RightsRecord found{kind_, {}};
    if (find_.step()) found = row_record(find_, kind_, fields_);
    find_.reset();
    return found;
  }

  void put(const RightsRecord& record) {
    for (size_t i = 0; i < fields_.size(); ++i) {
      insert_.bind(static_cast<int>(i),
                   std::string_view(record.get(fields_[i])));
    }
    insert_.run();
  }

 private:
  std::span<const char* const> keys() const {
    return std::span(fields_).first(key_fields(kind_));
  }

  std::string marks() const {
    std::string text = "?";
    for (size_t i = 1; i < fields_.size(); ++i) text += ", ?";
    return text;
  }

  RightsKind kind_;
  std::vector<const char*> fields_;
  Statement find_;
  Statement insert_;
};

// Asks `replaces(known, record)` for every record that is not there as it is,
// and writes those for which it says yes.
template <class Replaces>
int64_t write_records(const std::filesystem::path& catalogue,
                      std::span<const RightsRecord> records,
                      Replaces replaces) {
  for (const RightsRecord& record : records) check(record);
  Database database =
      open_catalogue_database(catalogue, Catalogue::Mode::create);
  Transaction transaction(database, Transaction::Kind::write);
  make_tables(database);
  std::vector<Table> tables;
  for (const RightsKind kind : kRightsKinds)
    tables.emplace_back(database, kind);
  const std::string now = present_moment();
  int64_t changed = 0;
  for (const RightsRecord& given : records) {
    RightsRecord record = stripped(given);
    Table& table = tables[static_cast<size_t>(record.kind)];
    const RightsRecord known = table.find(record);
    const bool same = content_of(known) == content_of(record);
    if (same && known.get("updated") >= record.get("updated")) continue;
    if (!same && !replaces(known, record)) continue;
    if (record.get("updated").empty()) record.fields["updated"] = now;
    table.put(record);
    changed += !same;
  }
  transaction.commit();
  return changed;
}

std::string named(const RightsRecord& record) {
  return std::string(rights_kind_name(record.kind)) + " \"" +
         record.get(rights_fields(record.kind)[0]) + "\"";
}

}  // namespace

size_t key_fields(RightsKind kind) {
  return kind == RightsKind::artwork ? 3 : 1;
}

std::string present_moment() {
  const auto now = std::chrono::system_clock::now();
  const auto milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(
          now.time_since_epoch())
          .count();
  const std::time_t seconds = milliseconds / 1000;
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[32];
  const size_t size =
      std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  const std::string rest = std::to_string(1000 + milliseconds % 1000);
  return std::string(text, size) + "." + rest.substr(1) + "Z";
}

int64_t put_rights(const std::filesystem::path& catalogue,
                   std::span<const RightsRecord> records) {
  return write_records(
      catalogue, records,
      [](const RightsRecord&, const RightsRecord&) { return true; });
}

RightsMerge merge_rights(const std::filesystem::path& catalogue,
                         std::span<const RightsRecord> records) {
  RightsMerge merge;
  merge.records = static_cast<int64_t>(records.size());
  merge.changed = write_records(
      catalogue, records,
      [&](const RightsRecord& known, const RightsRecord& record) {
        const std::string before = known.get("updated");
        const std::string after = record.get("updated");
        if (before != after) {
          merge.older += after < before;
          return before < after;
        }
        merge.conflicts.push_back("The " + named(record) +
                                  " says two things at " + after + ".");
        return content_of(known) < content_of(record);
      });
  return merge;
}

RightsView read_rights(const std::filesystem::path& catalogue, bool removed) {
  Database database = open_catalogue_database(catalogue, Catalogue::Mode::read);
  const Transaction one_moment(database, Transaction::Kind::read);
  std::vector<RightsRecord> records;
  if (!has_tables(database)) return RightsView();
  for (const RightsKind kind : kRightsKinds) {
    std::vector<const char*> fields;
    for (const char* field : rights_fields(kind)) {
      if (has_column(database, kind, field)) fields.push_back(field);
    }
    Statement rows = database.prepare("SELECT " + joined(fields, ", ") +
                                      " FROM " + table_of(kind));
    while (rows.step()) {
      RightsRecord record = row_record(rows, kind, fields);
      if (!removed && !record.get("removed").empty()) continue;
      records.push_back(std::move(record));
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
