#include "screen/rights/embedded.h"

#include <algorithm>
#include <string>

#include "core/format.h"
#include "screen/rights/fields.h"
#include "screen/rights/parts.h"
#include "screen/rights/protocols.h"
#include "screen/rights/words.h"
#include "screen/rights/xml.h"

namespace sleeve {
namespace {

constexpr size_t kMaxPackets = 64;
constexpr size_t kMaxXmpBytes = 2 * kMaxPartBytes;
constexpr size_t kMaxTextBytes = 1 << 20;

// Hands the pieces to their readers, and keeps count.
class Reader final : public Parts {
 public:
  explicit Reader(RightsReport& report) : report_(report) {}

  void part(PartKind kind, Bytes bytes, const std::string& place) override {
    switch (kind) {
      case PartKind::xmp:
        return xmp(bytes, place);
      case PartKind::exif:
        return read_exif(bytes, place, report_);
      case PartKind::iptc:
        return read_iptc(bytes, place, report_);
      case PartKind::photoshop:
        // Resources within resources are nobody's.
        if (depth_ > 0) return broken(kind, place);
        ++depth_;
        read_photoshop(bytes, place, report_, *this);
        --depth_;
        return;
      case PartKind::jumbf:
        return read_c2pa(bytes, place, report_);
      case PartKind::text:
        return text("", bytes, place);
    }
  }

  void text(std::string_view keyword, Bytes bytes,
            const std::string& place) override {
    text_bytes_ += bytes.size();
    if (text_bytes_ > kMaxTextBytes) return broken(PartKind::text, place);
    const std::string words = utf8_or_latin1(as_text(bytes));
    if (trimmed(words).empty()) return;
    Signal signal = text_signal(Channel::text, carrier(keyword), place, words);
    const bool named = equal_ignoring_case(keyword, "copyright") ||
                       equal_ignoring_case(keyword, "author") ||
                       equal_ignoring_case(keyword, "disclaimer") ||
                       equal_ignoring_case(keyword, "source");
    // Other keywords and comments say mostly which program wrote the file.
    if (named || signal.form == Form::natural_language) {
      report_.add(std::move(signal));
    }
  }

  void broken(PartKind kind, const std::string& place) override {
    constexpr char kWhat[] = "cannot be read";
    switch (kind) {
      case PartKind::xmp:
        return report_.fault({Channel::xmp_plus, Channel::xmp_rights}, place,
                             kWhat);
      case PartKind::exif:
        return report_.fault({Channel::exif}, place, kWhat);
      case PartKind::iptc:
        return report_.fault({Channel::iptc_iim}, place, kWhat);
      case PartKind::photoshop:
        return report_.fault({Channel::photoshop, Channel::iptc_iim}, place,
                             kWhat);
      case PartKind::jumbf:
        return report_.fault({Channel::c2pa_training, Channel::cawg_training,
                              Channel::c2pa_metadata},
                             place, kWhat);
      case PartKind::text:
        return report_.fault({Channel::text}, place, kWhat);
    }
  }

  void cut_off(const std::string& place) override {
    report_.fault({}, place, "the file breaks off");
    cut_ = true;
  }

  /// What was not found is absent, unless the walk could not see all.
  void finish() {
    const auto rest = cut_ ? ChannelStatus::malformed : ChannelStatus::absent;
    for (int i = 0; i < kEmbeddedChannels; ++i) {
      const auto channel = static_cast<Channel>(i);
      if (report_.status(channel) == ChannelStatus::not_checked) {
        report_.raise(channel, rest);
      }
    }
  }

 private:
  static std::string carrier(std::string_view keyword) {
    if (keyword.empty()) return "comment";
    return "text " + utf8_or_latin1(keyword.substr(0, 79));
  }

  void xmp(Bytes packet, const std::string& place) {
    xmp_bytes_ += packet.size();
    if (++packets_ > kMaxPackets || xmp_bytes_ > kMaxXmpBytes) {
      return broken(PartKind::xmp, place);
    }
    read_xmp(packet, place, report_);
  }

  RightsReport& report_;
  int depth_ = 0;
  bool cut_ = false;
  size_t packets_ = 0;
  size_t xmp_bytes_ = 0;
  size_t text_bytes_ = 0;
};

// False for bytes that no walker knows.
bool walk(Bytes picture, Parts& parts) {
  switch (sniff(picture)) {
    case Format::jpeg:
      walk_jpeg(picture, parts);
      return true;
    case Format::png:
      walk_png(picture, parts);
      return true;
    case Format::webp:
      walk_webp(picture, parts);
      return true;
    case Format::gif:
      walk_gif(picture, parts);
      return true;
    case Format::tiff:
      walk_tiff(picture, parts);
      return true;
    case Format::heif:
    case Format::avif:
      walk_heif(picture, parts);
      return true;
    case Format::jpeg_xl:
      walk_jpeg_xl(picture, parts);
      return true;
    case Format::bmp:  // has no place for metadata
      return true;
    case Format::unknown:
      return false;
  }
  return false;
}

}  // namespace

RightsReport read_embedded_rights(Bytes picture) {
  RightsReport report;
  Reader reader(report);
  if (walk(picture, reader)) reader.finish();
  return report;
}

RightsReport read_xmp_sidecar(Bytes packet) {
  RightsReport report;
  report.raise(Channel::xmp_plus, ChannelStatus::absent);
  report.raise(Channel::xmp_rights, ChannelStatus::absent);
  read_xmp(packet, "sidecar", report);
  return report;
}

void prepare_embedded_rights() {
  protocols();
  prepare_xml();
}

}  // namespace sleeve
