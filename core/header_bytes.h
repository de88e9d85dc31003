// Reads numbers from untrusted bytes without ever leaving them.
#ifndef SLEEVE_CORE_HEADER_BYTES_H_
#define SLEEVE_CORE_HEADER_BYTES_H_

#include <cstring>
#include <string_view>

#include "core/pixels.h"

namespace sleeve {

/// A view of bytes in one byte order. What lies outside the bytes reads as
/// zero, at any offset; callers that must tell the two apart ask has() first.
class HeaderBytes {
 public:
  enum class Order { big, little };

  HeaderBytes(Bytes bytes, Order order) : bytes_(bytes), order_(order) {}

  /// In the byte order that a TIFF header names; big when it names none.
  static HeaderBytes of_tiff(Bytes bytes) {
    const bool little = bytes.size() >= 2 && bytes[0] == 'I' && bytes[1] == 'I';
    return {bytes, little ? Order::little : Order::big};
  }

  uint64_t size() const { return bytes_.size(); }

  bool has(uint64_t offset, uint64_t count) const {
    return offset <= bytes_.size() && count <= bytes_.size() - offset;
  }

  uint8_t u8(uint64_t offset) const {
    return has(offset, 1) ? bytes_[offset] : 0;
  }
  uint16_t u16(uint64_t offset) const {
    return static_cast<uint16_t>(number(offset, 2));
  }
  uint32_t u24(uint64_t offset) const {
    return static_cast<uint32_t>(number(offset, 3));
  }
  uint32_t u32(uint64_t offset) const {
    return static_cast<uint32_t>(number(offset, 4));
  }
  uint64_t u64(uint64_t offset) const { return number(offset, 8); }

  /// Whether the bytes at `offset` spell `text`.
  bool is(uint64_t offset, std::string_view text) const {
    return has(offset, text.size()) &&
           std::memcmp(bytes_.data() + offset, text.data(), text.size()) == 0;
  }

  /// Whether the bytes open as TIFF does: "II*\0" or "MM\0*".
  bool has_tiff_mark() const {
    return is(0, std::string_view("II*\0", 4)) ||
           is(0, std::string_view("MM\0*", 4));
  }

  /// At most `count` bytes from `offset`; fewer, or none, at the end.
  Bytes part(uint64_t offset, uint64_t count) const {
    if (offset >= bytes_.size()) return {};
    const uint64_t left = bytes_.size() - offset;
    return bytes_.subspan(offset, count < left ? count : left);
  }

 private:
  uint64_t number(uint64_t offset, int count) const {
    if (!has(offset, count)) return 0;
    uint64_t value = 0;
    for (int i = 0; i < count; ++i) {
      const int from = order_ == Order::big ? i : count - 1 - i;
      value = value << 8 | bytes_[offset + from];
    }
    return value;
  }

  Bytes bytes_;
  Order order_;
};

}  // namespace sleeve

#endif  // SLEEVE_CORE_HEADER_BYTES_H_
