// Reads owner and wording from EXIF (CIPA DC-008): a TIFF structure.
#include <string>

#include "core/header_bytes.h"
#include "screen/rights/fields.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

constexpr uint64_t kMaxEntries = 4096;
constexpr uint16_t kExifDirectory = 0x8769;

struct ExifField {
  uint16_t tag;
  const char* carrier;
};

constexpr ExifField kAscii[] = {
    {0x8298, "EXIF Copyright"},
    {0x013b, "EXIF Artist"},
    {0x010e, "EXIF ImageDescription"},
};
constexpr ExifField kWide[] = {
    {0x9c9d, "EXIF XPAuthor"},
    {0x9c9c, "EXIF XPComment"},
};
constexpr uint16_t kUserComment = 0x9286;

const char* carrier_of(uint16_t tag, std::span<const ExifField> fields) {
  for (const ExifField& field : fields) {
    if (field.tag == tag) return field.carrier;
  }
  return nullptr;
}

class ExifReader {
 public:
  ExifReader(Bytes tiff, const std::string& place, RightsReport& report)
      : tiff_(HeaderBytes::of_tiff(tiff)), place_(place), report_(report) {}

  void read() {
    if (!tiff_.has_tiff_mark()) return malformed();
    directory(tiff_.u32(4));
    if (exif_ != 0) directory(exif_);
  }

 private:
  void malformed() {
    report_.fault({Channel::exif}, place_, "EXIF is damaged");
  }

  void directory(uint64_t at) {
    const uint64_t entries = tiff_.u16(at);
    if (!tiff_.has(at, 2 + 12 * entries) || entries > kMaxEntries) {
      return malformed();
    }
    for (uint64_t i = 0; i < entries; ++i) entry(at + 2 + 12 * i);
  }

  void entry(uint64_t at) {
    const uint16_t tag = tiff_.u16(at);
    if (tag == kExifDirectory) exif_ = tiff_.u32(at + 8);
    const char* ascii = carrier_of(tag, kAscii);
    const char* wide = carrier_of(tag, kWide);
    if (ascii == nullptr && wide == nullptr && tag != kUserComment) return;
    const uint64_t bytes = tiff_.u32(at + 4);  // all these types have one each
    const uint64_t start = bytes <= 4 ? at + 8 : tiff_.u32(at + 8);
    if (!tiff_.has(start, bytes)) return malformed();
    const std::string_view text = as_text(tiff_.part(start, bytes));
    if (ascii != nullptr) return put_each(ascii, text);
    if (wide != nullptr) return put(wide, from_utf16(text, true));
    put_comment(text);
  }

  // Copyright holds "photographer NUL editor NUL".
  void put_each(const char* carrier, std::string_view text) {
    for (const std::string_view part : split(text, '\0')) {
      put(carrier, utf8_or_latin1(part));
    }
  }

  // Eight bytes name the character set.
  void put_comment(std::string_view text) {
    if (text.size() < 8) return;
    const std::string_view rest = text.substr(8);
    const bool little = tiff_.is(0, "II");
    put("EXIF UserComment", text.starts_with("UNICODE")
                                ? from_utf16(rest, little)
                                : utf8_or_latin1(rest));
  }

  void put(const char* carrier, const std::string& text) {
    if (trimmed(text).empty()) return;
    report_.add(text_signal(Channel::exif, carrier, place_, text));
  }

  HeaderBytes tiff_;
  const std::string& place_;
  RightsReport& report_;
  uint64_t exif_ = 0;
};

}  // namespace

void read_exif(Bytes tiff, const std::string& place, RightsReport& report) {
  ExifReader(tiff, place, report).read();
}

}  // namespace sleeve
