// The blocks of a GIF: XMP and C2PA applications, comments.
#include <string>

#include "core/header_bytes.h"
#include "screen/rights/parts.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

constexpr uint8_t kExtension = 0x21;
constexpr uint8_t kImage = 0x2c;
constexpr uint8_t kTrailer = 0x3b;
constexpr uint64_t kXmpTrailer = 257;  // 01 FF FE ... 00, without the end mark

uint64_t colour_table(uint8_t packed) {
  return (packed & 0x80) != 0 ? uint64_t{3} << ((packed & 7) + 1) : 0;
}

class GifWalk {
 public:
  GifWalk(Bytes file, Parts& parts)
      : file_(file, HeaderBytes::Order::little), parts_(parts) {}

  void walk() {
    uint64_t at = 13 + colour_table(file_.u8(10));
    bool seen = false;
    while (at < file_.size() && file_.u8(at) != kTrailer) {
      if (file_.u8(at) == kExtension) {
        at = extension(at);
      } else if (file_.u8(at) == kImage) {
        at = after_blocks(at + 11 + colour_table(file_.u8(at + 9)));
        seen = true;
      } else {
        break;
      }
    }
    const bool ended = file_.u8(at) == kTrailer && at < file_.size();
    // Whole frames without an end mark are read by everyone.
    if (!ended && !(seen && at == file_.size())) {
      parts_.cut_off("GIF block at " + std::to_string(at));
    }
  }

 private:
  // The offset behind a chain of sub-blocks and its end mark.
  uint64_t after_blocks(uint64_t at) const {
    while (file_.u8(at) != 0) at += 1 + uint64_t{file_.u8(at)};
    return at + 1;
  }

  std::string joined_blocks(uint64_t at) const {
    std::string bytes;
    while (file_.u8(at) != 0 && bytes.size() < kMaxPartBytes) {
      bytes += as_text(file_.part(at + 1, file_.u8(at)));
      at += 1 + uint64_t{file_.u8(at)};
    }
    return bytes;
  }

  uint64_t extension(uint64_t at) {
    const uint8_t label = file_.u8(at + 1);
    const std::string place = "GIF extension at " + std::to_string(at);
    if (label == 0xfe) {
      const std::string comment = joined_blocks(at + 2);
      parts_.text("", as_bytes(comment), place);
    } else if (label == 0xff && file_.u8(at + 2) == 11) {
      application(at + 3, place);
    }
    return after_blocks(at + 2);
  }

  void application(uint64_t name, const std::string& place) {
    const uint64_t data = name + 11;
    if (file_.is(name, "XMP DataXMP")) {
      // The packet lies there as it is; its trailer makes the chain of
      // sub-blocks end wherever reading it as one began.
      const uint64_t end = after_blocks(data);
      if (end > file_.size() || end < data + kXmpTrailer + 1) {
        parts_.broken(PartKind::xmp, place);
        return;
      }
      parts_.part(PartKind::xmp, file_.part(data, end - 1 - kXmpTrailer - data),
                  place);
    } else if (file_.is(name, "C2PA_GIF")) {
      const std::string store = joined_blocks(data);
      parts_.part(PartKind::jumbf, as_bytes(store), place);
    }
  }

  HeaderBytes file_;
  Parts& parts_;
};

}  // namespace

void walk_gif(Bytes file, Parts& parts) { GifWalk(file, parts).walk(); }

}  // namespace sleeve
