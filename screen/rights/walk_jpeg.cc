// The segments of a JPEG up to its first scan: XMP with its extensions, EXIF,
// Photoshop resources, JUMBF and comments.
#include <map>
#include <string>
#include <vector>

#include "core/header_bytes.h"
#include "screen/rights/parts.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

using std::string_view_literals::operator""sv;

constexpr auto kXmp = "http://ns.adobe.com/xap/1.0/\0"sv;
constexpr auto kXmpExtension = "http://ns.adobe.com/xmp/extension/\0"sv;
constexpr auto kExif = "Exif\0"sv;  // one more byte follows, 0 or not
constexpr auto kPhotoshop = "Photoshop 3.0\0"sv;
constexpr size_t kGuidBytes = 32;
constexpr size_t kMaxExtensions = 8;
constexpr size_t kMaxStores = 16;

std::string place_of(const char* segment, uint64_t at) {
  return std::string("JPEG ") + segment + " at " + std::to_string(at);
}

// An extension of XMP, put together from its segments.
struct Extension {
  uint64_t total = 0;
  uint64_t at = 0;  ///< of the first segment, in the file
  std::map<uint64_t, Bytes> pieces;
};

// A JUMBF superbox, put together from its segments.
struct Store {
  uint64_t at = 0;
  uint32_t next = 1;  ///< packet that must follow
  bool sound = true;
  std::string bytes;
};

class JpegWalk {
 public:
  JpegWalk(Bytes file, Parts& parts)
      : file_(file, HeaderBytes::Order::big), parts_(parts) {}

  void walk() {
    uint64_t at = 2;
    for (;;) {
      if (file_.u8(at) != 0xff) {
        // Decoders skip such bytes up to the next marker; so do we.
        while (at < file_.size() && file_.u8(at) != 0xff) ++at;
      }
      while (file_.u8(at) == 0xff && file_.u8(at + 1) == 0xff) ++at;
      if (!file_.has(at, 2)) return finish(true, at);
      const uint8_t marker = file_.u8(at + 1);
      if (marker == 0xda || marker == 0xd9) return finish(false, at);
      if (marker == 0 || marker == 1 || (marker >= 0xd0 && marker <= 0xd8)) {
        at += 2;
        continue;
      }
      const uint64_t length = file_.u16(at + 2);
      if (length < 2 || !file_.has(at + 2, length)) return finish(true, at);
      segment(marker, at, file_.part(at + 4, length - 2));
      at += 2 + length;
    }
  }

 private:
  void segment(uint8_t marker, uint64_t at, Bytes data) {
    const std::string_view text = as_text(data);
    if (marker == 0xe1 && text.starts_with(kXmp)) {
      parts_.part(PartKind::xmp, data.subspan(kXmp.size()),
                  place_of("APP1", at));
    } else if (marker == 0xe1 && text.starts_with(kXmpExtension)) {
      extension(at, data.subspan(kXmpExtension.size()));
    } else if (marker == 0xe1 && text.starts_with(kExif) && data.size() >= 6) {
      parts_.part(PartKind::exif, data.subspan(6), place_of("APP1", at));
    } else if (marker == 0xed && text.starts_with(kPhotoshop)) {
      if (photoshop_.empty()) photoshop_at_ = at;
      photoshop_ += text.substr(kPhotoshop.size());
    } else if (marker == 0xeb && text.starts_with("JP")) {
      box(at, data);
    } else if (marker == 0xfe) {
      parts_.text("", data, place_of("COM", at));
    }
  }

  void extension(uint64_t at, Bytes data) {
    const HeaderBytes head(data, HeaderBytes::Order::big);
    const std::string guid(as_text(head.part(0, kGuidBytes)));
    if (!head.has(0, kGuidBytes + 8) ||
        (extensions_.size() >= kMaxExtensions && !extensions_.count(guid))) {
      parts_.broken(PartKind::xmp, place_of("APP1", at));
      return;
    }
    Extension& extension = extensions_[guid];
    if (extension.pieces.empty()) {
      extension.at = at;
      extension.total = head.u32(kGuidBytes);
    }
    extension.pieces[head.u32(kGuidBytes + 4)] = data.subspan(kGuidBytes + 8);
  }

  // ISO 19566-5 D.2: "JP", box instance, packet number, then the box; later
  // packets repeat its head.
  void box(uint64_t at, Bytes data) {
    const HeaderBytes head(data, HeaderBytes::Order::big);
    if (!head.is(12, "jumb")) {
      if (!head.has(0, 16))
        parts_.broken(PartKind::jumbf, place_of("APP11", at));
      return;
    }
    const uint16_t instance = head.u16(2);
    const uint32_t number = head.u32(4);
    if (stores_.size() >= kMaxStores && !stores_.count(instance)) {
      parts_.broken(PartKind::jumbf, place_of("APP11", at));
      return;
    }
    Store& store = stores_[instance];
    if (store.bytes.empty()) store.at = at;
    store.sound &= number == store.next;
    store.next = number + 1;
    const size_t repeated =
        store.bytes.empty() ? 0 : (head.u32(8) == 1 ? 16 : 8);
    if (data.size() >= 8 + repeated) {
      store.bytes += as_text(data.subspan(8 + repeated));
    }
  }

  void finish(bool cut, uint64_t at) {
    if (!photoshop_.empty()) {
      parts_.part(PartKind::photoshop, as_bytes(photoshop_),
                  place_of("APP13", photoshop_at_));
    }
    for (const auto& [guid, extension] : extensions_) put(extension);
    for (const auto& [instance, store] : stores_) put(store);
    if (cut) parts_.cut_off(place_of("segment", at));
  }

  void put(const Extension& extension) {
    const std::string place = place_of("extended XMP", extension.at);
    std::string packet;
    bool sound = extension.total <= kMaxPartBytes;
    for (const auto& [offset, piece] : extension.pieces) {
      sound &= offset == packet.size();
      if (packet.size() + piece.size() <= kMaxPartBytes) {
        packet += as_text(piece);
      }
    }
    if (!sound || packet.size() != extension.total) {
      parts_.broken(PartKind::xmp, place);
    }
    parts_.part(PartKind::xmp, as_bytes(packet), place);
  }

  void put(const Store& store) {
    const std::string place = place_of("APP11", store.at);
    if (!store.sound) parts_.broken(PartKind::jumbf, place);
    parts_.part(PartKind::jumbf, as_bytes(store.bytes), place);
  }

  HeaderBytes file_;
  Parts& parts_;
  std::map<std::string, Extension> extensions_;
  std::map<uint16_t, Store> stores_;
  std::string photoshop_;
  uint64_t photoshop_at_ = 0;
};

}  // namespace

void walk_jpeg(Bytes file, Parts& parts) { JpegWalk(file, parts).walk(); }

}  // namespace sleeve
