#include "screen/rights_import.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "core/error.h"
#include "screen/csv.h"
#include "screen/declarations_data.h"
#include "screen/record.h"
#include "screen/rights/json_depth.h"
#include "screen/rights/words.h"
#include "screen/rights_keys.h"

namespace sleeve {
namespace {

using Json = nlohmann::json;

std::optional<RightsKind> find_kind(const Json& name) {
  for (const RightsKind kind : kRightsKinds) {
    if (name == rights_kind_name(kind)) return kind;
  }
  return std::nullopt;
}

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.is_null() ? "" : value.dump();
  std::string words;
  for (const Json& word : value) {
    words += (words.empty() ? "" : " ") + text_of(word);
  }
  return words;
}

// Why a record cannot be stored; empty when it can.
std::string fault_of(const RightsRecord& record) {
  const auto fields = rights_fields(record.kind);
  if (record.get(fields[0]).empty()) {
    return std::string("\"") + fields[0] + "\" is missing";
  }
  for (const auto& [name, value] : record.fields) {
    const bool known =
        std::any_of(fields.begin(), fields.end(),
                    [&field = name](const char* f) { return field == f; });
    if (!known) return "there is no field \"" + name + "\"";
  }
  return "";
}

std::string read_line(const std::string& line, RightsRecord& record) {
  const Json json = Json::parse(shallow_json(line), nullptr, false);
  if (!json.is_object()) return "not a JSON object";
  const auto kind = find_kind(json.value("record", Json()));
  if (!kind) return "\"record\" names no kind of record";
  record.kind = *kind;
  for (const auto& [name, value] : json.items()) {
    if (name == "record" || value == false) continue;
    const std::string text = text_of(value);
    if (!text.empty()) record.fields[name] = text;
  }
  normalise_identifiers(record);
  return fault_of(record);
}

using Columns = std::map<std::string, std::string>;

RightsRecord pick(RightsKind kind, const Columns& columns) {
  RightsRecord record;
  record.kind = kind;
  for (const char* field : rights_fields(kind)) {
    const auto found = columns.find(field);
    if (found != columns.end() && !found->second.empty()) {
      record.fields[field] = found->second;
    }
  }
  normalise_identifiers(record);
  return record;
}

void put_row(const Columns& columns, std::vector<RightsRecord>& records) {
  Columns named = columns;
  if (named.count("name") == 0 && named.count("holder") != 0) {
    named["name"] = named["holder"];
  }
  RightsRecord party = pick(RightsKind::party, named);
  if (party.get("party").empty()) {
    party.fields["party"] = party_key(party);
  }
  RightsRecord work = pick(RightsKind::work, named);
  if (work.get("work").empty()) {
    work.fields["work"] = work_key(work);
  }
  RightsRecord artwork = pick(RightsKind::artwork, named);
  const auto link = [&](RightsRecord& record, const char* field) {
    const std::string key = record.get(field);
    if (key.empty()) return;
    artwork.fields[field] = key;
    records.push_back(std::move(record));
  };
  link(party, "party");
  link(work, "work");
  records.push_back(std::move(artwork));
}

}  // namespace

RightsImport read_rights_jsonl(std::string_view text, const std::string& file) {
  RightsImport result;
  int64_t number = 0;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string line(trimmed(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++number;
    if (line.empty()) continue;
    RightsRecord record;
    const std::string fault = read_line(line, record);
    if (fault.empty()) {
      result.records.push_back(std::move(record));
    } else {
      result.faults.push_back(file + ":" + std::to_string(number) + ": " +
                              fault);
    }
  }
  return result;
}

RightsImport read_rights_csv(std::string_view text, const std::string& file) {
  RightsImport result;
  int64_t line = 1;
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  const std::vector<std::string> names = take_csv_row(text, line);
  if (std::find(names.begin(), names.end(), "artwork_id") == names.end()) {
    throw Error(ErrorCode::invalid_argument,
                "\"" + file +
                    "\" does not begin with a row that names its columns, "
                    "among them artwork_id.");
  }
  while (!text.empty()) {
    const int64_t begin = line;
    const std::vector<std::string> row = take_csv_row(text, line);
    if (row.size() == 1 && trimmed(row[0]).empty()) continue;
    Columns columns;
    for (size_t i = 0; i < std::min(row.size(), names.size()); ++i) {
      columns[names[i]] = trimmed(row[i]);
    }
    std::string fault;
    if (row.size() != names.size()) {
      fault = std::to_string(row.size()) + " fields under " +
              std::to_string(names.size()) + " names";
    } else if (columns["artwork_id"].empty()) {
      fault = "\"artwork_id\" is missing";
    }
    if (fault.empty()) {
      put_row(columns, result.records);
    } else {
      result.faults.push_back(file + ":" + std::to_string(begin) + ": " +
                              fault);
    }
  }
  return result;
}

RightsImport public_declarations() {
  return read_rights_jsonl(kDeclarations, "declarations.jsonl");
}

std::string rights_jsonl(const std::vector<RightsRecord>& records) {
  std::string text;
  for (const RightsRecord& row : records) {
    Record record;
    record.put("record", rights_kind_name(row.kind));
    for (const char* field : rights_fields(row.kind)) {
      const std::string value = row.get(field);
      if (!value.empty()) record.put(field, value);
    }
    text += record.line() + "\n";
  }
  return text;
}

}  // namespace sleeve
