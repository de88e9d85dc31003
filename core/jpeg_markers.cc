// Reads the marker segments of a JPEG file: all that is not entropy-coded.
#include "core/jpeg_markers.h"

#include <algorithm>
#include <cstring>

namespace sleeve {
namespace {

constexpr uint8_t kSoi = 0xD8;
constexpr uint8_t kDht = 0xC4;
constexpr uint8_t kSos = 0xDA;
constexpr uint8_t kDqt = 0xDB;
constexpr uint8_t kDri = 0xDD;
constexpr uint8_t kApp0 = 0xE0;
constexpr uint8_t kApp1 = 0xE1;
constexpr uint8_t kApp14 = 0xEE;
constexpr uint8_t kApp15 = 0xEF;
constexpr uint8_t kComment = 0xFE;

int read_u16(Bytes bytes, size_t at) { return bytes[at] << 8 | bytes[at + 1]; }

bool starts_with(Bytes bytes, const char* text, size_t size) {
  return bytes.size() >= size && std::memcmp(bytes.data(), text, size) == 0;
}

// SOF0 to SOF15 without DHT, JPG and DAC, which share their range.
bool is_frame(uint8_t marker) {
  return marker >= kJpegSof0 && marker <= 0xCF && marker != kDht &&
         marker != 0xC8 && marker != 0xCC;
}

}  // namespace

JpegMarkers::Stop JpegMarkers::next() {
  if (position_ == 0) {
    if (bytes_.size() < 2 || bytes_[0] != 0xFF || bytes_[1] != kSoi) {
      return Stop::odd;
    }
    position_ = 2;
  }
  while (position_ + 2 <= bytes_.size() && bytes_[position_] == 0xFF) {
    const uint8_t marker = bytes_[position_ + 1];
    if (marker == 0xFF) {  // a fill byte
      ++position_;
      continue;
    }
    position_ += 2;
    if (marker == kJpegEoi) return Stop::end;
    if (position_ + 2 > bytes_.size()) break;
    const size_t length = read_u16(bytes_, position_);
    if (length < 2 || length > bytes_.size() - position_) break;
    const Bytes body = bytes_.subspan(position_ + 2, length - 2);
    position_ += length;
    if (!read_segment(marker, body)) break;
    if (marker == kSos) return Stop::scan;
  }
  return Stop::odd;
}

bool JpegMarkers::read_segment(uint8_t marker, Bytes body) {
  if (is_frame(marker)) return read_frame(marker, body);
  if (marker >= kApp0 && marker <= kApp15) {
    read_application(marker, body);
    return true;
  }
  switch (marker) {
    case kDht:
      return read_huffman_codes(body);
    case kDqt:
      return read_quant_tables(body);
    case kSos:
      return read_scan(body);
    case kDri:
      if (body.size() != 2) return false;
      restart_interval_ = read_u16(body, 0);
      return true;
    default:
      return marker == kComment;
  }
}

bool JpegMarkers::read_frame(uint8_t type, Bytes body) {
  if (frame_.type != 0 || body.size() < 6) return false;
  frame_.type = type;
  frame_.precision = body[0];
  frame_.rows = read_u16(body, 1);
  frame_.columns = read_u16(body, 3);
  frame_.component_count = body[5];
  if (frame_.component_count < 1 || frame_.component_count > 4) return false;
  if (body.size() != 6 + 3 * static_cast<size_t>(frame_.component_count)) {
    return false;
  }
  for (int i = 0; i < frame_.component_count; ++i) {
    const uint8_t* entry = body.data() + 6 + 3 * i;
    JpegComponent& component = frame_.components[i];
    component = {entry[0], static_cast<uint8_t>(entry[1] >> 4),
                 static_cast<uint8_t>(entry[1] & 15), entry[2]};
    if (component.h < 1 || component.h > 4 || component.v < 1 ||
        component.v > 4 || component.quant_table > 3) {
      return false;
    }
  }
  return true;
}

bool JpegMarkers::read_huffman_codes(Bytes body) {
  while (!body.empty()) {
    if (body.size() < 17 || (body[0] & 0xEC) != 0) return false;
    JpegHuffmanCode& code = codes_[body[0] >> 4][body[0] & 3];
    int count = 0;
    for (int i = 0; i < 16; ++i) {
      code.counts[i] = body[1 + i];
      count += body[1 + i];
    }
    body = body.subspan(17);
    code.symbol_count = 0;
    if (count > 256 || static_cast<size_t>(count) > body.size()) return false;
    code.symbols.fill(0);
    std::copy_n(body.begin(), count, code.symbols.begin());
    code.symbol_count = count;
    body = body.subspan(count);
  }
  return true;
}

bool JpegMarkers::read_quant_tables(Bytes body) {
  while (!body.empty()) {
    const int bytes_each = (body[0] >> 4) + 1;
    if (bytes_each > 2 || (body[0] & 15) > 3) return false;
    JpegQuantTable& table = quant_[body[0] & 3];
    body = body.subspan(1);
    if (body.size() < table.size() * bytes_each) return false;
    for (size_t i = 0; i < table.size(); ++i) {
      table[i] = bytes_each == 1 ? body[i] : read_u16(body, 2 * i);
    }
    body = body.subspan(table.size() * bytes_each);
  }
  return true;
}

bool JpegMarkers::read_scan(Bytes body) {
  if (frame_.type == 0 || body.empty()) return false;
  scan_ = {};
  scan_.component_count = body[0];
  if (scan_.component_count < 1 || scan_.component_count > 4) return false;
  const size_t tail = 1 + 2 * static_cast<size_t>(scan_.component_count);
  if (body.size() != tail + 3) return false;
  for (int i = 0; i < scan_.component_count; ++i) {
    const uint8_t tables = body[2 + 2 * i];
    JpegScanComponent& entry = scan_.components[i];
    if (!find_component(body[1 + 2 * i], &entry.component)) return false;
    if ((tables & 0xCC) != 0) return false;
    entry.dc_table = tables >> 4;
    entry.ac_table = tables & 15;
  }
  scan_.spectral_start = body[tail];
  scan_.spectral_end = body[tail + 1];
  scan_.approximation_high = body[tail + 2] >> 4;
  scan_.approximation_low = body[tail + 2] & 15;
  return true;
}

bool JpegMarkers::find_component(uint8_t id, uint8_t* index) const {
  int found = 0;
  for (int i = 0; i < frame_.component_count; ++i) {
    if (frame_.components[i].id != id) continue;
    *index = static_cast<uint8_t>(i);
    ++found;
  }
  return found == 1;
}

void JpegMarkers::read_application(uint8_t marker, Bytes body) {
  if (marker == kApp0 && body.size() >= 14 && starts_with(body, "JFIF", 5)) {
    saw_jfif_ = true;
  } else if (marker == kApp1 && exif_.empty() &&
             starts_with(body, "Exif\0", 6)) {
    exif_ = body.subspan(6);
  } else if (marker == kApp14 && body.size() >= 12 &&
             starts_with(body, "Adobe", 5)) {
    saw_adobe_ = true;
    adobe_transform_ = body[11];
  }
}

bool JpegMarkers::is_ycbcr() const {
  if (frame_.component_count != 3) return false;
  if (saw_jfif_) return true;
  if (saw_adobe_) return adobe_transform_ != 0;
  const auto& c = frame_.components;
  return !(c[0].id == 'R' && c[1].id == 'G' && c[2].id == 'B');
}

}  // namespace sleeve
