// Reads the lines of exchange files.
#include <nlohmann/json.hpp>
#include <utility>

#include "core/error.h"
#include "index/catalogue_codec.h"
#include "index/details_codec.h"
#include "screen/catalogue/exchange.h"
#include "screen/ed25519.h"
#include "screen/rights/json_depth.h"
#include "screen/rights_import.h"

namespace sleeve {
namespace {

using Json = nlohmann::json;

[[noreturn]] void refuse(const std::string& phrase) {
  throw Error(ErrorCode::corrupt, phrase);
}

std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end()) return "";
  if (!found->is_string()) refuse(std::string("\"") + name + "\" is no text");
  return found->get<std::string>();
}

// An id that is no text has its bytes in hex beside it.
std::string id_of(const Json& json) {
  const std::string hex = text_of(json, "artwork_id_bytes");
  if (hex.empty()) return text_of(json, "artwork_id");
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string id;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    const size_t high = kDigits.find(hex[i]);
    const size_t low = kDigits.find(hex[i + 1]);
    if (high == kDigits.npos || low == kDigits.npos) refuse("a bad id");
    id += static_cast<char>(high * 16 + low);
  }
  return id;
}

std::vector<uint8_t> bytes_of(const Json& json, const char* name) {
  const auto bytes = from_base64(text_of(json, name));
  if (!bytes) refuse(std::string("\"") + name + "\" is no Base64");
  return {bytes->begin(), bytes->end()};
}

CatalogueChange read_change(const Json& json) {
  CatalogueChange change;
  Artwork& artwork = change.artwork;
  artwork.id = id_of(json);
  if (artwork.id.empty() || artwork.id.find('\0') != std::string::npos) {
    refuse("a bad id");
  }
  change.updated = text_of(json, "updated");
  change.removed = json.value("removed", Json()) == true;
  if (change.removed) return change;
  const auto digest = parse_sha256(text_of(json, "sha256"));
  if (!digest) refuse("\"sha256\" has not 64 hex digits");
  artwork.sha256 = to_hex(*digest);
  const auto fingerprint =
      decode_fingerprint(artwork.id, *digest, bytes_of(json, "fingerprint"));
  if (!fingerprint) refuse("a fingerprint that is damaged or not this id's");
  if (fingerprint->hash.algorithm != Algorithm::cover256) {
    refuse("a fingerprint of another algorithm");
  }
  artwork.fingerprint = *fingerprint;
  if (!json.contains("details")) return change;
  artwork.details =
      decode_details(artwork.id, *digest, bytes_of(json, "details"));
  if (!artwork.details) refuse("details that are damaged or not this id's");
  return change;
}

}  // namespace

ExchangeLine parse_exchange_line(std::string_view line) {
  const Json json = Json::parse(shallow_json(line), nullptr, false);
  if (!json.is_object()) refuse("not a JSON object");
  if (json.contains("sleeve_exchange") || json.contains("checkpoint")) {
    return std::monostate();
  }
  if (json.contains("artwork_id") && !json.contains("record")) {
    return read_change(json);
  }
  RightsImport import = read_rights_jsonl(line, "");
  if (!import.faults.empty()) refuse(import.faults[0].substr(4));
  if (import.records.size() != 1) refuse("neither artwork nor record");
  return std::move(import.records[0]);
}

}  // namespace sleeve
