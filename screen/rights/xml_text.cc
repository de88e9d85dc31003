#include "screen/rights/xml_text.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "screen/rights/words.h"

namespace sleeve {
namespace {

bool is_character(uint32_t code) {
  return code == '\t' || code == '\n' || code == '\r' ||
         (code >= ' ' && code < 0xd800) || (code >= 0xe000 && code < 0xfffe) ||
         (code >= 0x10000 && code < 0x110000);
}

// The character of "#39" or "#x27".
std::optional<uint32_t> numbered(std::string_view name) {
  name.remove_prefix(1);
  const bool hex = name.starts_with('x');
  if (hex) name.remove_prefix(1);
  if (name.empty() || name.size() > 7) return std::nullopt;
  uint32_t code = 0;
  for (const char c : name) {
    const bool digit = c >= '0' && c <= '9';
    const bool letter = hex && (c | 0x20) >= 'a' && (c | 0x20) <= 'f';
    if (!digit && !letter) return std::nullopt;
    code = code * (hex ? 16 : 10) +
           static_cast<uint32_t>(digit ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return is_character(code) ? std::optional(code) : std::nullopt;
}

// Appends what "&name;" stands for; false when it is none of XML's own.
bool append_entity(std::string_view name, std::string& text) {
  constexpr std::pair<std::string_view, char> kOwn[] = {
      {"amp", '&'}, {"lt", '<'}, {"gt", '>'}, {"quot", '"'}, {"apos", '\''}};
  for (const auto& [own, character] : kOwn) {
    if (name == own) return text += character, true;
  }
  if (!name.starts_with('#')) return false;
  const auto code = numbered(name);
  if (!code) return false;
  append_utf8(text, *code);
  return true;
}

}  // namespace

// The loop has no branches, so that compilers make it wide.
bool is_plain_xml(std::string_view text) {
  uint8_t control = 0;
  uint8_t all = 0;
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    control |=
        static_cast<uint8_t>((byte < ' ') & (byte != '\n') & (byte != '\t'));
    all |= byte;
  }
  if (control != 0 || all < 0x80) return control == 0;
  return is_utf8(text) && text.find("\xef\xbf\xbe") == text.npos &&
         text.find("\xef\xbf\xbf") == text.npos;
}

size_t find_unresolved(std::string_view raw, bool attribute) {
  if (!attribute) return raw.find('&');
  const auto stop = std::find_if(raw.begin(), raw.end(), [](char c) {
    return c == '&' || c == '\n' || c == '\t';
  });
  return stop == raw.end() ? raw.npos : static_cast<size_t>(stop - raw.begin());
}

std::optional<std::string> resolve_xml(std::string_view raw, bool attribute,
                                       size_t stop) {
  std::string text;
  for (; stop != raw.npos; stop = find_unresolved(raw, attribute)) {
    text += raw.substr(0, stop);
    if (raw[stop] != '&') {
      text += ' ';
      raw.remove_prefix(stop + 1);
      continue;
    }
    const size_t end = raw.find(';', stop);
    if (end == raw.npos ||
        !append_entity(raw.substr(stop + 1, end - stop - 1), text)) {
      return std::nullopt;
    }
    raw.remove_prefix(end + 1);
  }
  return text += raw;
}

}  // namespace sleeve
