// The chunks of a WebP.
#include <string>

#include "core/header_bytes.h"
#include "screen/rights/parts.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

using std::string_view_literals::operator""sv;

constexpr auto kExif = "Exif\0\0"sv;

void put_chunk(std::string_view type, Bytes data, uint64_t at, Parts& parts) {
  const std::string place =
      "WebP " + std::string(trimmed(type)) + " at " + std::to_string(at);
  if (type == "XMP " || type == "xmp " || type == "XMP\0"sv) {
    parts.part(PartKind::xmp, data, place);
  } else if (type == "EXIF") {
    // A TIFF block; many writers keep JPEG's prefix.
    const bool prefixed = as_text(data).starts_with(kExif);
    parts.part(PartKind::exif, data.subspan(prefixed ? kExif.size() : 0),
               place);
  } else if (type == "C2PA") {
    parts.part(PartKind::jumbf, data, place);
  }
}

}  // namespace

void walk_webp(Bytes bytes, Parts& parts) {
  const HeaderBytes file(bytes, HeaderBytes::Order::little);
  // Chunks behind the announced end are read as well: writers forget it.
  uint64_t at = 12;
  while (file.has(at, 8)) {
    const uint64_t size = file.u32(at + 4);
    if (!file.has(at + 8, size)) break;
    put_chunk(as_text(file.part(at, 4)), file.part(at + 8, size), at, parts);
    at += 8 + size + size % 2;
  }
  const uint64_t announced = uint64_t{file.u32(4)} + 8;
  if (at < file.size() ? at < announced : announced > at) {
    parts.cut_off("WebP chunk at " + std::to_string(at));
  }
}

}  // namespace sleeve
