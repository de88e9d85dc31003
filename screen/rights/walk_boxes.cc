// The boxes of HEIF, AVIF (ISO 14496-12, 23008-12) and JPEG XL (ISO 18181-2).
#include <map>
#include <string>
#include <vector>

#include "core/header_boxes.h"
#include "screen/rights/inflate.h"
#include "screen/rights/parts.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

using std::string_view_literals::operator""sv;

constexpr auto kC2paUuid =
    "\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81"sv;
constexpr size_t kMaxItems = 4096;

std::string place_of(const char* format, const char* what, uint64_t at) {
  return std::string(format) + " " + what + " at " + std::to_string(at);
}

// EXIF in boxes begins with the offset of its TIFF header.
void put_exif(Bytes data, const std::string& place, Parts& parts) {
  const HeaderBytes head(data, HeaderBytes::Order::big);
  const uint64_t start = 4 + uint64_t{head.u32(0)};
  if (start >= data.size()) {
    parts.broken(PartKind::exif, place);
    return;
  }
  parts.part(PartKind::exif, data.subspan(start), place);
}

// Numbers of 0 to 8 bytes, one behind the other.
class Cursor {
 public:
  Cursor(const HeaderBytes& file, uint64_t at, uint64_t end)
      : file_(file), at_(at), end_(end) {}

  uint64_t take(int bytes) {
    if (bytes < 0 || end_ - at_ < static_cast<uint64_t>(bytes)) {
      sound_ = false;
      return 0;
    }
    uint64_t value = 0;
    for (int i = 0; i < bytes; ++i) value = value << 8 | file_.u8(at_ + i);
    at_ += bytes;
    return value;
  }

  std::string text() {
    std::string result;
    while (at_ < end_) {
      const char c = static_cast<char>(file_.u8(at_++));
      if (c == '\0') return result;
      result += c;
    }
    sound_ = false;
    return result;
  }

  bool sound() const { return sound_; }
  uint64_t at() const { return at_; }

 private:
  const HeaderBytes& file_;
  uint64_t at_;
  uint64_t end_;
  bool sound_ = true;
};

class HeifWalk {
 public:
  HeifWalk(Bytes file, Parts& parts)
      : file_(file, HeaderBytes::Order::big), parts_(parts) {}

  void walk() {
    uint64_t reached = 0;
    bool picture = false;
    const bool whole =
        for_each_box(file_, 0, file_.size(), [&](const Box& box) {
          reached = box.end;
          if (file_.is(box.type, "meta")) read_meta(box);
          picture |= file_.is(box.type, "meta") || file_.is(box.type, "moov");
          if (file_.is(box.type, "uuid")) read_uuid(box);
        });
    // A cut between two boxes shows only by what is missing.
    if (!whole || !picture) {
      parts_.cut_off(place_of("HEIF", "box", reached));
    }
  }

 private:
  struct Item {
    PartKind kind;
    bool found = false;
  };

  // FullBox, purpose, offset of the first part, then the manifest store.
  void read_uuid(const Box& box) {
    if (!file_.is(box.start, kC2paUuid)) return;
    const std::string place = place_of("HEIF", "uuid", box.type - 4);
    Cursor cursor(file_, box.start + kC2paUuid.size(), box.end);
    cursor.take(4);
    const std::string purpose = cursor.text();
    if (purpose == "manifest" || purpose == "original" || purpose == "update") {
      cursor.take(8);
    }
    if (!cursor.sound()) return parts_.broken(PartKind::jumbf, place);
    parts_.part(PartKind::jumbf, file_.part(cursor.at(), box.end - cursor.at()),
                place);
  }

  void read_meta(const Box& meta) {
    items_.clear();
    Box iloc{};
    idat_ = {};
    const auto each = [&](const Box& box) {
      if (file_.is(box.type, "iinf")) read_items(box);
      if (file_.is(box.type, "iloc")) iloc = box;
      if (file_.is(box.type, "idat")) idat_ = box;
    };
    if (!for_each_box(file_, meta.start + 4, meta.end, each)) {
      parts_.cut_off(place_of("HEIF", "meta", meta.type - 4));
    }
    if (!items_.empty() && iloc.end != 0) read_places(iloc);
    for (const auto& [id, item] : items_) {
      if (!item.found) {
        parts_.broken(item.kind, "HEIF item " + std::to_string(id));
      }
    }
  }

  void read_items(const Box& iinf) {
    const uint64_t version = file_.u8(iinf.start);
    const uint64_t first = iinf.start + 4 + (version == 0 ? 2 : 4);
    if (first > iinf.end) return;
    for_each_box(file_, first, iinf.end, [&](const Box& infe) {
      if (file_.is(infe.type, "infe")) read_item(infe);
    });
  }

  void read_item(const Box& infe) {
    const uint8_t version = file_.u8(infe.start);
    if (version < 2 || items_.size() >= kMaxItems) return;
    Cursor cursor(file_, infe.start + 4, infe.end);
    const uint64_t id = cursor.take(version == 2 ? 2 : 4);
    cursor.take(2);  // protection
    const uint64_t type = cursor.at();
    cursor.take(4);
    cursor.text();  // name
    if (file_.is(type, "Exif")) items_[id] = {PartKind::exif};
    if (file_.is(type, "mime") && cursor.text() == "application/rdf+xml") {
      items_[id] = {PartKind::xmp};
    }
  }

  void read_places(const Box& iloc) {
    const uint8_t version = file_.u8(iloc.start);
    Cursor cursor(file_, iloc.start + 4, iloc.end);
    const auto sizes = static_cast<int>(cursor.take(1));
    const auto more = static_cast<int>(cursor.take(1));
    const uint64_t count = cursor.take(version < 2 ? 2 : 4);
    for (uint64_t i = 0; i < count && cursor.sound(); ++i) {
      const uint64_t id = cursor.take(version < 2 ? 2 : 4);
      const uint64_t method = version == 0 ? 0 : cursor.take(2) & 15;
      cursor.take(2);  // data reference
      const uint64_t base = cursor.take(more >> 4);
      const uint64_t extents = cursor.take(2);
      std::string bytes;
      bool sound = true;
      for (uint64_t j = 0; j < extents && cursor.sound(); ++j) {
        if (extents_left_-- == 0) return;
        if (version > 0) cursor.take(more & 15);
        const uint64_t offset = cursor.take(sizes >> 4);
        const uint64_t length = cursor.take(sizes & 15);
        const auto item = items_.find(id);
        if (item == items_.end()) continue;
        sound &= append(bytes, method, base + offset, length);
      }
      deliver(id, bytes, sound && cursor.sound());
    }
  }

  bool append(std::string& bytes, uint64_t method, uint64_t offset,
              uint64_t length) {
    const bool inside = method == 1;
    const uint64_t start = inside ? idat_.start + offset : offset;
    const uint64_t end = inside ? idat_.end : file_.size();
    if (method > 1 || start > end) return false;
    if (length == 0) length = end - start;  // to the end
    if (length > end - start || length > bytes_left_) return false;
    bytes_left_ -= length;
    bytes += as_text(file_.part(start, length));
    return true;
  }

  void deliver(uint64_t id, const std::string& bytes, bool sound) {
    const auto found = items_.find(id);
    if (found == items_.end() || found->second.found || !sound) return;
    found->second.found = true;
    const std::string place = "HEIF item " + std::to_string(id);
    if (found->second.kind == PartKind::exif) {
      put_exif(as_bytes(bytes), place, parts_);
    } else {
      parts_.part(found->second.kind, as_bytes(bytes), place);
    }
  }

  HeaderBytes file_;
  Parts& parts_;
  std::map<uint64_t, Item> items_;
  Box idat_{};
  uint64_t extents_left_ = 65536;            ///< so that time is bounded
  uint64_t bytes_left_ = 2 * kMaxPartBytes;  ///< for all items together
};

void put_jpeg_xl(std::string_view type, Bytes data, const std::string& place,
                 Parts& parts) {
  if (type == "xml ") {
    parts.part(PartKind::xmp, data, place);
  } else if (type == "Exif") {
    put_exif(data, place, parts);
  }
}

// A box packed with Brotli, whose own type comes first.
void put_packed(Bytes data, const std::string& place, Parts& parts,
                size_t& budget) {
  const HeaderBytes head(data, HeaderBytes::Order::big);
  const std::string type(as_text(head.part(0, 4)));
  const bool jumbf = type == "jumb";
  if (type != "xml " && type != "Exif" && !jumbf) return;
  const PartKind kind = jumbf            ? PartKind::jumbf
                        : type == "Exif" ? PartKind::exif
                                         : PartKind::xmp;
  const auto unpacked = inflate_brotli(data.subspan(4), budget);
  if (!unpacked) return parts.broken(kind, place);
  budget -= unpacked->size();
  if (!jumbf) return put_jpeg_xl(type, as_bytes(*unpacked), place, parts);
  std::string box(4, '\0');  // 0: to the end
  box += "jumb" + *unpacked;
  parts.part(PartKind::jumbf, as_bytes(box), place);
}

}  // namespace

void walk_heif(Bytes file, Parts& parts) { HeifWalk(file, parts).walk(); }

void walk_jpeg_xl(Bytes bytes, Parts& parts) {
  const HeaderBytes file(bytes, HeaderBytes::Order::big);
  if (file.is(0, "\xff\x0a")) return;  // a bare codestream carries nothing
  size_t budget = kMaxPartBytes;
  uint64_t reached = 0;
  bool picture = false;
  const bool whole = for_each_box(file, 0, file.size(), [&](const Box& box) {
    reached = box.end;
    const std::string type(as_text(file.part(box.type, 4)));
    const std::string place =
        place_of("JPEG XL", std::string(trimmed(type)).c_str(), box.type - 4);
    const Bytes data = file.part(box.start, box.end - box.start);
    picture |= type == "jxlc" || type == "jxlp";
    if (type == "brob") {
      put_packed(data, place, parts, budget);
    } else if (type == "jumb") {
      parts.part(PartKind::jumbf,
                 file.part(box.type - 4, box.end - box.type + 4), place);
    } else {
      put_jpeg_xl(type, data, place, parts);
    }
  });
  if (!whole || !picture) parts.cut_off(place_of("JPEG XL", "box", reached));
}

}  // namespace sleeve
