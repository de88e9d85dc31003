// Any bytes read as a DDEX message, an exchange line, a manifest of records or
// a picture's name give the same twice; a message that is applied twice
// changes nothing the second time.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/error.h"
#include "screen/catalogue/cover_art.h"
#include "screen/catalogue/delivery.h"
#include "screen/catalogue/ern.h"
#include "screen/catalogue/exchange.h"
#include "screen/rights/words.h"
#include "screen/rights_import.h"

namespace {

void require(bool truth) {
  if (!truth) std::abort();
}

void apply(const sleeve::ErnMessage& message) {
  sleeve::Ownership ownership({});
  sleeve::Delivery first;
  sleeve::apply_ern(message, "none/m.xml", ownership, first);
  for (const sleeve::DeliveredPicture& picture : first.pictures) {
    require(picture.file.empty() || picture.file.starts_with("none/"));
  }
  if (message.kind == sleeve::ErnKind::purge) return;
  ownership.take_changes();
  sleeve::Delivery second;
  sleeve::apply_ern(message, "none/m.xml", ownership, second);
  require(first.records == second.records);
}

void read_line(std::string_view line) {
  try {
    sleeve::parse_exchange_line(line);
  } catch (const sleeve::Error&) {  // The usual answer.
  }
}

void read_manifests(std::string_view text) {
  sleeve::read_rights_jsonl(text, "f");
  try {
    sleeve::read_rights_csv(text, "f");
  } catch (const sleeve::Error&) {  // No first row.
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const sleeve::Bytes bytes(data, size);
  const sleeve::ErnMessage message = sleeve::read_ern(bytes);
  require(message == sleeve::read_ern(bytes));
  apply(message);
  const std::string_view text = sleeve::as_text(bytes);
  read_line(text);
  read_manifests(text);
  sleeve::is_cover_art_json(text);
  sleeve::parse_cover_name(text);
  return 0;
}
