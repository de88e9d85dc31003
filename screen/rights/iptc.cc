// Reads IPTC-IIM datasets (IIM 4.2) and Photoshop's image resources.
#include <string>

#include "core/header_bytes.h"
#include "screen/rights/fields.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

using std::string_view_literals::operator""sv;

constexpr uint8_t kTagMarker = 0x1c;
constexpr auto kUtf8Escape = "\x1b%G"sv;

const char* carrier_of(uint8_t record, uint8_t dataset) {
  if (record != 2) return nullptr;
  switch (dataset) {
    case 40:
      return "IPTC 2:40 SpecialInstructions";
    case 80:
      return "IPTC 2:80 By-line";
    case 110:
      return "IPTC 2:110 Credit";
    case 115:
      return "IPTC 2:115 Source";
    case 116:
      return "IPTC 2:116 CopyrightNotice";
    case 118:
      return "IPTC 2:118 Contact";
    case 120:
      return "IPTC 2:120 Caption";
    default:
      return nullptr;
  }
}

struct Dataset {
  uint8_t record = 0;
  uint8_t number = 0;
  Bytes data;
};

// The dataset at `at`, which moves behind it; false when none fits there.
bool next_dataset(const HeaderBytes& bytes, uint64_t& at, Dataset& dataset) {
  if (!bytes.has(at, 5) || bytes.u8(at) != kTagMarker) return false;
  dataset.record = bytes.u8(at + 1);
  dataset.number = bytes.u8(at + 2);
  uint64_t length = bytes.u16(at + 3);
  at += 5;
  if ((length & 0x8000) != 0) {  // the length of the length
    const uint64_t size = length & 0x7fff;
    if (size > 4 || !bytes.has(at, size)) return false;
    length = 0;
    for (uint64_t i = 0; i < size; ++i) length = length << 8 | bytes.u8(at + i);
    at += size;
  }
  if (!bytes.has(at, length)) return false;
  dataset.data = bytes.part(at, length);
  at += length;
  return true;
}

bool only_padding(const HeaderBytes& bytes, uint64_t at) {
  while (at < bytes.size()) {
    if (bytes.u8(at++) != 0) return false;
  }
  return true;
}

void put_resource(uint16_t id, Bytes data, const std::string& place,
                  RightsReport& report, Parts& parts) {
  const std::string within = place + ", 8BIM";
  switch (id) {
    case 0x0404:
      return parts.part(PartKind::iptc, data, within);
    case 0x0422:
      return parts.part(PartKind::exif, data, within);
    case 0x0424:
      return parts.part(PartKind::xmp, data, within);
    case 0x040a:
      if (data.empty()) return;
      return report.add(text_signal(Channel::photoshop,
                                    "8BIM 0x040A CopyrightFlag", place,
                                    data[0] != 0 ? "1" : "0"));
    case 0x040b:
      if (data.empty()) return;
      return report.add(text_signal(Channel::photoshop, "8BIM 0x040B URL",
                                    place, utf8_or_latin1(as_text(data))));
    default:
      return;
  }
}

}  // namespace

void read_iptc(Bytes datasets, const std::string& place, RightsReport& report) {
  const HeaderBytes bytes(datasets, HeaderBytes::Order::big);
  uint64_t at = 0;
  bool utf8 = false;
  Dataset dataset;
  while (next_dataset(bytes, at, dataset)) {
    const std::string_view text = as_text(dataset.data);
    if (dataset.record == 1 && dataset.number == 90) utf8 = text == kUtf8Escape;
    const char* carrier = carrier_of(dataset.record, dataset.number);
    if (carrier == nullptr || trimmed(text).empty()) continue;
    Signal signal =
        text_signal(Channel::iptc_iim, carrier, place, utf8_or_latin1(text));
    if (utf8 && !is_utf8(text)) signal.note += "not the UTF-8 it claims to be";
    report.add(std::move(signal));
  }
  if (!only_padding(bytes, at)) {
    report.fault({Channel::iptc_iim}, place, "IPTC datasets are damaged");
  }
}

void read_photoshop(Bytes resources, const std::string& place,
                    RightsReport& report, Parts& parts) {
  const HeaderBytes bytes(resources, HeaderBytes::Order::big);
  uint64_t at = 0;
  while (bytes.has(at, 12)) {
    const bool known = bytes.is(at, "8BIM") || bytes.is(at, "MeSa") ||
                       bytes.is(at, "PHUT") || bytes.is(at, "AgHg") ||
                       bytes.is(at, "DCSR");
    if (!known) break;
    const uint16_t id = bytes.u16(at + 4);
    const uint64_t name = uint64_t{bytes.u8(at + 6)} + 1;
    const uint64_t size_at = at + 6 + name + name % 2;
    const uint64_t size = bytes.u32(size_at);
    if (!bytes.has(size_at, 4) || !bytes.has(size_at + 4, size)) break;
    put_resource(id, bytes.part(size_at + 4, size), place, report, parts);
    at = size_at + 4 + size + size % 2;
  }
  if (only_padding(bytes, at)) return;
  report.fault({Channel::photoshop, Channel::iptc_iim}, place,
               "image resources are damaged");
}

}  // namespace sleeve
