#include "screen/rights/cbor.h"

#include "core/header_bytes.h"
#include "screen/rights/words.h"

namespace sleeve {
namespace {

constexpr int kMaxDepth = 32;
constexpr int kMaxParts = 100'000;
constexpr uint8_t kIndefinite = 31;
constexpr uint8_t kBreak = 0xff;

class CborReader {
 public:
  explicit CborReader(Bytes bytes) : bytes_(bytes, HeaderBytes::Order::big) {}

  bool value(Cbor& to, int depth) {
    if (depth > kMaxDepth || --parts_left_ < 0 || !bytes_.has(at_, 1)) {
      return false;
    }
    const uint8_t head = bytes_.u8(at_++);
    const uint8_t major = head >> 5;
    const uint8_t info = head & 31;
    uint64_t argument = 0;
    const bool indefinite = info == kIndefinite && major >= 2 && major <= 5;
    if (!indefinite && !read_argument(info, argument)) return false;
    switch (major) {
      case 0:
      case 1:
        to.kind = major == 0 ? Cbor::Kind::number : Cbor::Kind::negative;
        to.number = argument;
        return true;
      case 2:
      case 3:
        to.kind = major == 2 ? Cbor::Kind::bytes : Cbor::Kind::text;
        return indefinite ? pieces(to.text, major) : piece(to.text, argument);
      case 4:
        to.kind = Cbor::Kind::list;
        return list(to, indefinite, argument, depth);
      case 5:
        to.kind = Cbor::Kind::map;
        return map(to, indefinite, argument, depth);
      case 6:
        return value(to, depth + 1);
      default:
        return head != kBreak;
    }
  }

 private:
  bool read_argument(uint8_t info, uint64_t& argument) {
    if (info < 24) {
      argument = info;
      return true;
    }
    if (info > 27) return false;
    const int size = 1 << (info - 24);
    if (!bytes_.has(at_, size)) return false;
    for (int i = 0; i < size; ++i) argument = argument << 8 | bytes_.u8(at_++);
    return true;
  }

  bool piece(std::string& to, uint64_t size) {
    if (!bytes_.has(at_, size)) return false;
    to += as_text(bytes_.part(at_, size));
    at_ += size;
    return true;
  }

  bool ended() {
    if (bytes_.u8(at_) != kBreak || !bytes_.has(at_, 1)) return false;
    ++at_;
    return true;
  }

  bool pieces(std::string& to, uint8_t major) {
    while (!ended()) {
      uint64_t size = 0;
      const uint8_t head = bytes_.u8(at_++);
      if (head >> 5 != major || --parts_left_ < 0) return false;
      if (!read_argument(head & 31, size) || !piece(to, size)) return false;
    }
    return true;
  }

  bool list(Cbor& to, bool indefinite, uint64_t count, int depth) {
    for (uint64_t i = 0; indefinite ? !ended() : i < count; ++i) {
      if (!value(to.list.emplace_back(), depth + 1)) return false;
    }
    return true;
  }

  bool map(Cbor& to, bool indefinite, uint64_t count, int depth) {
    for (uint64_t i = 0; indefinite ? !ended() : i < count; ++i) {
      auto& [key, item] = to.map.emplace_back();
      if (!value(key, depth + 1) || !value(item, depth + 1)) return false;
    }
    return true;
  }

  HeaderBytes bytes_;
  uint64_t at_ = 0;
  int parts_left_ = kMaxParts;
};

}  // namespace

const Cbor* Cbor::find(std::string_view key) const {
  for (const auto& [name, value] : map) {
    if (name.kind == Kind::text && name.text == key) return &value;
  }
  return nullptr;
}

std::optional<Cbor> read_cbor(Bytes bytes) {
  Cbor value;
  if (!CborReader(bytes).value(value, 0)) return std::nullopt;
  return value;
}

}  // namespace sleeve
