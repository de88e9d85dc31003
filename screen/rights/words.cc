#include "screen/rights/words.h"

#include <algorithm>
#include <cstdint>

namespace sleeve {
namespace {

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r') || c == '\0';
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Length of the UTF-8 sequence that a lead byte opens, and the smallest code
// that may be written with it; 0 for a byte that opens none.
int sequence_length(uint8_t lead, uint32_t& least) {
  if (lead < 0x80) return least = 0, 1;
  if (lead >= 0xc2 && lead < 0xe0) return least = 0x80, 2;
  if (lead >= 0xe0 && lead < 0xf0) return least = 0x800, 3;
  if (lead >= 0xf0 && lead < 0xf5) return least = 0x10000, 4;
  return 0;
}

uint32_t unit_at(std::string_view bytes, size_t at, int size, bool little) {
  uint32_t value = 0;
  for (int i = 0; i < size; ++i) {
    const int from = little ? size - 1 - i : i;
    value = value << 8 | static_cast<uint8_t>(bytes[at + from]);
  }
  return value;
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = lower(c);
  return result;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const size_t end = text.find(separator);
    parts.push_back(trimmed(text.substr(0, end)));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

bool is_utf8(std::string_view text) {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  for (size_t at = 0; at < text.size();) {
    if (at + 32 <= text.size() &&
        ((load_eight(text, at) | load_eight(text, at + 8) |
          load_eight(text, at + 16) | load_eight(text, at + 24)) &
         kHighBits) == 0) {
      at += 32;
      continue;
    }
    uint32_t least = 0;
    const auto lead = static_cast<uint8_t>(text[at]);
    const int length = sequence_length(lead, least);
    if (length == 0 || text.size() - at < static_cast<size_t>(length)) {
      return false;
    }
    uint32_t code = length == 1 ? lead : lead & (0x7f >> length);
    for (int i = 1; i < length; ++i) {
      const auto next = static_cast<uint8_t>(text[at + i]);
      if ((next & 0xc0) != 0x80) return false;
      code = code << 6 | (next & 0x3f);
    }
    if (code < least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
      return false;
    }
    at += length;
  }
  return true;
}

std::string utf8_or_latin1(std::string_view bytes) {
  if (is_utf8(bytes)) return std::string(bytes);
  std::string text;
  for (const char c : bytes) append_utf8(text, static_cast<uint8_t>(c));
  return text;
}

void append_utf8(std::string& text, uint32_t code) {
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) code = 0xfffd;
  const auto put = [&](uint32_t byte) { text += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | code >> 6);
    put(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    put(0xe0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  } else {
    put(0xf0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3f));
    put(0x80 | (code >> 6 & 0x3f));
    put(0x80 | (code & 0x3f));
  }
}

std::string from_utf16(std::string_view bytes, bool little) {
  std::string text;
  for (size_t at = 0; at + 2 <= bytes.size(); at += 2) {
    uint32_t code = unit_at(bytes, at, 2, little);
    if (code >= 0xd800 && code < 0xdc00 && at + 4 <= bytes.size()) {
      const uint32_t low = unit_at(bytes, at + 2, 2, little);
      if (low >= 0xdc00 && low < 0xe000) {
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
        at += 2;
      }
    }
    append_utf8(text, code);
  }
  return text;
}

std::string from_utf32(std::string_view bytes, bool little) {
  std::string text;
  for (size_t at = 0; at + 4 <= bytes.size(); at += 4) {
    append_utf8(text, unit_at(bytes, at, 4, little));
  }
  return text;
}

}  // namespace sleeve
