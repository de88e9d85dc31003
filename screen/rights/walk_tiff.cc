// The directories of a TIFF file: the metadata blocks in their entries.
#include <set>
#include <string>

#include "core/header_bytes.h"
#include "screen/rights/parts.h"

namespace sleeve {
namespace {

constexpr int kMaxDirectories = 256;
constexpr int kMaxBlocks = 64;

// Bytes of one value of each type; 0 for those that do not exist.
uint64_t type_bytes(uint16_t type) {
  constexpr uint8_t kBytes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
  return type < sizeof kBytes ? kBytes[type] : 0;
}

class TiffWalk {
 public:
  TiffWalk(Bytes file, Parts& parts)
      : file_(HeaderBytes::of_tiff(file)), parts_(parts) {}

  void walk() {
    parts_.part(PartKind::exif, file_.part(0, file_.size()), "TIFF");
    if (!file_.has(0, 8)) return cut(0);
    std::set<uint64_t> seen;
    uint64_t at = file_.u32(4);
    for (int i = 0; i < kMaxDirectories && at != 0; ++i) {
      if (!seen.insert(at).second) break;
      const uint64_t entries = file_.u16(at);
      if (!file_.has(at, 2 + 12 * entries)) return cut(at);
      for (uint64_t entry = 0; entry < entries; ++entry) {
        read(at + 2 + 12 * entry);
      }
      at = file_.u32(at + 2 + 12 * entries);
    }
    if (at != 0) cut(at);
  }

 private:
  void cut(uint64_t at) {
    parts_.cut_off("TIFF directory at " + std::to_string(at));
  }

  void read(uint64_t entry) {
    switch (file_.u16(entry)) {
      case 700:
        return put(entry, PartKind::xmp, "tag 700");
      case 33723:
        return put(entry, PartKind::iptc, "tag 33723");
      case 34377:
        return put(entry, PartKind::photoshop, "tag 34377");
      case 52545:
        return put(entry, PartKind::jumbf, "tag 52545");
      default:
        return;
    }
  }

  void put(uint64_t entry, PartKind kind, const char* name) {
    const std::string place =
        std::string("TIFF ") + name + " at " + std::to_string(entry);
    const uint64_t bytes =
        type_bytes(file_.u16(entry + 2)) * file_.u32(entry + 4);
    const uint64_t start = bytes <= 4 ? entry + 8 : file_.u32(entry + 8);
    if (bytes == 0 || !file_.has(start, bytes) || ++blocks_ > kMaxBlocks) {
      parts_.broken(kind, place);
      return;
    }
    parts_.part(kind, file_.part(start, bytes), place);
  }

  HeaderBytes file_;
  Parts& parts_;
  int blocks_ = 0;
};

}  // namespace

void walk_tiff(Bytes file, Parts& parts) { TiffWalk(file, parts).walk(); }

}  // namespace sleeve
