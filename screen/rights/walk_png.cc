// The chunks of a PNG, those behind the picture too, in today's form and in
// the "Raw profile type" of old writers.
#include <algorithm>
#include <string>

#include "core/header_bytes.h"
#include "screen/rights/inflate.h"
#include "screen/rights/parts.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

using std::string_view_literals::operator""sv;

constexpr auto kExif = "Exif\0\0"sv;
constexpr auto kXmpMark = "http://ns.adobe.com/xap/1.0/\0"sv;
constexpr auto kRawProfile = "Raw profile type "sv;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// "\n<name>\n<length>\n<hex digits, white space anywhere>".
std::optional<std::string> raw_profile(std::string_view text) {
  text = trimmed(text);
  const size_t name_end = text.find('\n');
  if (name_end == std::string_view::npos) return std::nullopt;
  text = trimmed(text.substr(name_end));
  const size_t length_end = text.find_first_of("\n \r");
  if (length_end == std::string_view::npos) return std::nullopt;
  std::string bytes;
  int high = -1;
  for (const char c : text.substr(length_end)) {
    const int digit = hex_digit(c);
    if (digit < 0) {
      if (trimmed({&c, 1}).empty()) continue;
      return std::nullopt;
    }
    if (high < 0) {
      high = digit;
    } else {
      bytes += static_cast<char>(high * 16 + digit);
      high = -1;
    }
  }
  if (high >= 0 || std::to_string(bytes.size()) != text.substr(0, length_end)) {
    return std::nullopt;
  }
  return bytes;
}

PartKind kind_of(std::string_view keyword) {
  if (keyword == "XML:com.adobe.xmp") return PartKind::xmp;
  if (!keyword.starts_with(kRawProfile)) return PartKind::text;
  keyword.remove_prefix(kRawProfile.size());
  if (keyword == "xmp") return PartKind::xmp;
  if (keyword == "exif") return PartKind::exif;
  if (keyword == "iptc" || keyword == "8bim") return PartKind::photoshop;
  // "APP1" holds either of two; its first bytes tell.
  return keyword == "APP1" ? PartKind::exif : PartKind::text;
}

class PngWalk {
 public:
  PngWalk(Bytes file, Parts& parts)
      : file_(file, HeaderBytes::Order::big), parts_(parts) {}

  void walk() {
    uint64_t at = 8;
    while (file_.has(at, 8)) {
      const uint64_t length = file_.u32(at);
      if (!file_.has(at + 8, length + 4)) break;
      const std::string_view type = as_text(file_.part(at + 4, 4));
      if (type == "IEND") return;
      if (type != "IDAT") chunk(type, at, length);
      at += 12 + length;
    }
    parts_.cut_off("PNG chunk at " + std::to_string(at));
  }

 private:
  void chunk(std::string_view type, uint64_t at, uint64_t length) {
    const bool text = type == "tEXt" || type == "zTXt" || type == "iTXt";
    if (!text && type != "eXIf" && type != "caBX") return;
    place_ = "PNG " + std::string(type) + " at " + std::to_string(at);
    const Bytes data = file_.part(at + 8, length);
    const bool sound =
        crc32_of(file_.part(at + 4, length + 4)) == file_.u32(at + 8 + length);
    if (type == "eXIf") {
      if (!sound) parts_.broken(PartKind::exif, place_);
      parts_.part(PartKind::exif, data, place_);
    } else if (type == "caBX") {
      if (!sound) parts_.broken(PartKind::jumbf, place_);
      parts_.part(PartKind::jumbf, data, place_);
    } else {
      read_text(type, as_text(data), sound);
    }
  }

  void read_text(std::string_view type, std::string_view data, bool sound) {
    const size_t end = data.find('\0');
    const std::string_view keyword = data.substr(0, end);
    const PartKind kind = kind_of(keyword);
    if (end == std::string_view::npos) {
      parts_.broken(kind, place_);
      return;
    }
    if (!sound) parts_.broken(kind, place_);
    std::string_view rest = data.substr(end + 1);
    bool packed = type == "zTXt";
    if (type == "zTXt") rest = rest.substr(std::min<size_t>(1, rest.size()));
    if (type == "iTXt") {
      if (rest.size() < 2) return parts_.broken(kind, place_);
      packed = rest[0] != 0;
      rest.remove_prefix(2);
      for (int field = 0; field < 2; ++field) {  // language, translation
        const size_t next = rest.find('\0');
        if (next == std::string_view::npos) return parts_.broken(kind, place_);
        rest.remove_prefix(next + 1);
      }
    }
    if (!packed) return deliver(kind, keyword, rest);
    const auto unpacked = unpack(rest);
    if (!unpacked) return parts_.broken(kind, place_);
    deliver(kind, keyword, *unpacked);
  }

  // All that is unpacked of one file stays within twice the limit of a piece.
  std::optional<std::string> unpack(std::string_view packed) {
    const size_t left = 2 * kMaxPartBytes - unpacked_bytes_;
    auto result = inflate_zlib(as_bytes(packed), std::min(kMaxPartBytes, left));
    unpacked_bytes_ += result ? result->size() : std::min(kMaxPartBytes, left);
    return result;
  }

  void deliver(PartKind kind, std::string_view keyword, std::string_view text) {
    if (kind == PartKind::text) {
      parts_.text(keyword, as_bytes(text), place_);
      return;
    }
    if (!keyword.starts_with(kRawProfile)) {
      parts_.part(kind, as_bytes(text), place_);
      return;
    }
    const auto profile = raw_profile(text);
    if (!profile) return parts_.broken(kind, place_);
    std::string_view bytes = *profile;
    if (kind == PartKind::exif && bytes.starts_with(kXmpMark)) {
      kind = PartKind::xmp;
      bytes.remove_prefix(kXmpMark.size());
    }
    if (kind == PartKind::exif && bytes.starts_with(kExif)) {
      bytes.remove_prefix(kExif.size());
    }
    if (kind == PartKind::photoshop && bytes.starts_with('\x1c')) {
      kind = PartKind::iptc;
    }
    parts_.part(kind, as_bytes(bytes), place_);
  }

  HeaderBytes file_;
  Parts& parts_;
  std::string place_;
  size_t unpacked_bytes_ = 0;
};

}  // namespace

void walk_png(Bytes file, Parts& parts) { PngWalk(file, parts).walk(); }

}  // namespace sleeve
