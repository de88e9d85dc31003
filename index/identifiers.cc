#include "index/identifiers.h"

#include <algorithm>
#include <utility>

namespace sleeve {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

// Upper case, without white space, hyphens, dots.
std::string compact(std::string_view text) {
  std::string result;
  for (char c : text) {
    if (c == ' ' || c == '\t' || c == '-' || c == '.') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    result += c;
  }
  return result;
}

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), is_digit);
}

bool all_alphanumeric(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_digit(c) || is_upper(c); });
}

int value_of(char c) { return is_digit(c) ? c - '0' : c - 'A' + 10; }

// ISO 7064 mod 37,36: whether the last character checks those before it.
bool checks_37_36(std::string_view text) {
  int product = 36;
  for (const char c : text.substr(0, text.size() - 1)) {
    product = (product + value_of(c)) % 36;
    if (product == 0) product = 36;
    product = product * 2 % 37;
  }
  return (37 - product) % 36 == value_of(text.back());
}

}  // namespace

Identifier normalised_icpn(std::string_view text) {
  Identifier id{compact(text)};
  if (!all_digits(id.text) || id.text.size() < 8 || id.text.size() > 14) {
    return id;
  }
  id.text.insert(0, 14 - id.text.size(), '0');
  int sum = 0;
  for (size_t i = 0; i < 13; ++i) {
    sum += (id.text[i] - '0') * (i % 2 == 0 ? 3 : 1);
  }
  id.valid = (10 - sum % 10) % 10 == id.text[13] - '0';
  return id;
}

Identifier normalised_grid(std::string_view text) {
  Identifier id{compact(text)};
  if (id.text.starts_with("GRID:")) id.text.erase(0, 5);
  id.valid = id.text.size() == 18 && all_alphanumeric(id.text) &&
             id.text.starts_with("A1") && checks_37_36(id.text);
  return id;
}

Identifier normalised_dpid(std::string_view text) {
  Identifier id{compact(text)};
  if (id.text.starts_with("DPID:")) id.text.erase(0, 5);
  id.valid = id.text.size() == 18 && all_alphanumeric(id.text) &&
             id.text.starts_with("PADPIDA") && checks_37_36(id.text);
  return id;
}

Identifier normalised_isrc(std::string_view text) {
  Identifier id{compact(text)};
  const std::string& s = id.text;
  id.valid = s.size() == 12 && is_upper(s[0]) && is_upper(s[1]) &&
             all_alphanumeric(s) && all_digits(std::string_view(s).substr(5));
  return id;
}

Identifier normalised_isni(std::string_view text) {
  Identifier id{compact(text)};
  if (id.text.starts_with("ISNI:")) id.text.erase(0, 5);
  if (id.text.size() != 16 ||
      !all_digits(std::string_view(id.text).substr(0, 15))) {
    return id;
  }
  int total = 0;
  for (size_t i = 0; i < 15; ++i) total = (total + (id.text[i] - '0')) * 2;
  const int check = (12 - total % 11) % 11;
  id.valid =
      id.text[15] == (check == 10 ? 'X' : static_cast<char>('0' + check));
  return id;
}

Identifier normalised_mbid(std::string_view text) {
  Identifier id;
  const size_t address = text.find("musicbrainz.org/");
  if (address != std::string_view::npos) {
    text = text.substr(text.rfind('/') + 1);
  }
  for (char c : text) {
    if (c == ' ') continue;
    if (is_upper(c)) c = static_cast<char>(c - 'A' + 'a');
    id.text += c;
  }
  id.valid = id.text.size() == 36;
  for (size_t i = 0; id.valid && i < 36; ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = id.text[i];
    id.valid = hyphen ? c == '-' : is_digit(c) || (c >= 'a' && c <= 'f');
  }
  return id;
}

Identifier normalised_iscc(std::string_view text) {
  Identifier id{compact(text)};
  if (!id.text.starts_with("ISCC:")) return id;
  // A nibble each: content (2), image (1), version 0, length in 32 bits less 1.
  uint32_t pending = 0;
  int bits = 0;
  std::string bytes;
  for (const char c : std::string_view(id.text).substr(5)) {
    const bool letter = is_upper(c);
    if (!letter && (c < '2' || c > '7')) return id;
    pending =
        pending << 5 | static_cast<uint32_t>(letter ? c - 'A' : c - '2' + 26);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(pending >> bits);
    pending &= (1U << bits) - 1;
  }
  id.valid = bytes.size() > 2 && bytes[0] == 0x21 && bytes[1] < 8 &&
             bytes[1] >= 0 && pending == 0 && bits < 5 &&
             bytes.size() == 2 + 4 * (static_cast<size_t>(bytes[1]) + 1);
  return id;
}

Identifier normalised_discogs(std::string_view text) {
  Identifier id{compact(text)};
  for (const auto& [part, letter] :
       {std::pair("/release/", ""), std::pair("/master/", "m")}) {
    const size_t at = text.find(part);
    if (at == std::string_view::npos) continue;
    const auto number = text.substr(at + std::string_view(part).size());
    id.text = letter + compact(number.substr(0, number.find_first_of("-?#/")));
  }
  if (id.text.starts_with('[') && id.text.ends_with(']')) {
    id.text = id.text.substr(1, id.text.size() - 2);
  }
  if (id.text.starts_with('R')) id.text.erase(0, 1);
  if (id.text.starts_with('M')) id.text[0] = 'm';
  const auto digits =
      std::string_view(id.text).substr(id.text.starts_with('m') ? 1 : 0);
  id.valid = !digits.empty() && digits.size() <= 10 && digits[0] != '0' &&
             all_digits(digits);
  return id;
}

}  // namespace sleeve
