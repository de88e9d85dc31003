#include "core/format.h"

#include "core/header_bytes.h"

namespace sleeve {
namespace {

using std::string_view_literals::operator""sv;

/// Windows and OS/2 bitmaps open with two letters only, so the size of the
/// header that follows must be one of those that exist.
bool is_bmp(const HeaderBytes& head) {
  if (head.u8(0) != 'B' || head.u8(1) != 'M') return false;
  switch (HeaderBytes(head.part(14, 4), HeaderBytes::Order::little).u32(0)) {
    case 12:
    case 16:
    case 40:
    case 52:
    case 56:
    case 64:
    case 108:
    case 124:
      return true;
    default:
      return false;
  }
}

Format format_of_brand(const HeaderBytes& head, uint64_t offset) {
  if (head.is(offset, "avif") || head.is(offset, "avis")) return Format::avif;
  for (const char* brand :
       {"heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs"}) {
    if (head.is(offset, brand)) return Format::heif;
  }
  return Format::unknown;
}

/// The first brand that names a still picture decides; "mif1" and "msf1" say
/// only that there are stills, so that the compatible brands are asked.
Format format_of_file_type_box(const HeaderBytes& head) {
  const uint64_t end = head.u32(0) < head.size() ? head.u32(0) : head.size();
  const bool stills = head.is(8, "mif1") || head.is(8, "msf1");
  const Format major = format_of_brand(head, 8);
  if (major != Format::unknown || !stills) return major;
  for (uint64_t offset = 16; offset + 4 <= end; offset += 4) {
    const Format format = format_of_brand(head, offset);
    if (format != Format::unknown) return format;
  }
  return Format::heif;
}

}  // namespace

Format sniff(Bytes bytes) {
  const HeaderBytes head(bytes.first(bytes.size() < 64 ? bytes.size() : 64),
                         HeaderBytes::Order::big);
  if (head.is(0, "\xff\xd8\xff")) return Format::jpeg;
  if (head.is(0, "\x89PNG\r\n\x1a\n")) return Format::png;
  if (head.is(0, "GIF87a") || head.is(0, "GIF89a")) return Format::gif;
  if (head.is(0, "RIFF") && head.is(8, "WEBP")) return Format::webp;
  if (head.has_tiff_mark()) return Format::tiff;
  if (head.is(4, "ftyp")) return format_of_file_type_box(head);
  if (head.is(0, "\xff\x0a")) return Format::jpeg_xl;
  if (head.is(0, "\0\0\0\x0cJXL \r\n\x87\n"sv)) return Format::jpeg_xl;
  if (is_bmp(head)) return Format::bmp;
  return Format::unknown;
}

const char* format_name(Format format) {
  switch (format) {
    case Format::unknown:
      return "unknown";
    case Format::jpeg:
      return "JPEG";
    case Format::png:
      return "PNG";
    case Format::webp:
      return "WebP";
    case Format::tiff:
      return "TIFF";
    case Format::bmp:
      return "BMP";
    case Format::gif:
      return "GIF";
    case Format::heif:
      return "HEIF";
    case Format::avif:
      return "AVIF";
    case Format::jpeg_xl:
      return "JPEG XL";
  }
  return "unknown";
}

}  // namespace sleeve
