// Text as rights readers need it: trimmed, lower case, from several charsets.
#ifndef SLEEVE_SCREEN_RIGHTS_WORDS_H_
#define SLEEVE_SCREEN_RIGHTS_WORDS_H_

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/pixels.h"

namespace sleeve {

/// ASCII letters in lower case; all other bytes as they are.
std::string lower_case(std::string_view text);

bool equal_ignoring_case(std::string_view a, std::string_view b);

/// Without white space and NULs at both ends.
std::string_view trimmed(std::string_view text);

/// The parts between `separator`, trimmed; empty ones too.
std::vector<std::string_view> split(std::string_view text, char separator);

std::string_view as_text(Bytes bytes);
Bytes as_bytes(std::string_view text);

/// Eight bytes from `at` on, which must be there, as one number.
inline uint64_t load_eight(std::string_view text, size_t at) {
  uint64_t eight;
  std::memcpy(&eight, text.data() + at, sizeof(eight));
  return eight;
}

bool is_utf8(std::string_view text);

/// `bytes` as UTF-8: kept when they are it, otherwise taken for Latin-1.
std::string utf8_or_latin1(std::string_view bytes);

/// Appends a character; U+FFFD for what is none.
void append_utf8(std::string& text, uint32_t code);

/// UTF-16 as UTF-8; unpaired surrogates become U+FFFD.
std::string from_utf16(std::string_view bytes, bool little);

/// UTF-32 as UTF-8; what is no character becomes U+FFFD.
std::string from_utf32(std::string_view bytes, bool little);

/// The words with which a text reserves text and data mining or the training
/// of models; nothing when it does not. "All rights reserved" does not. Takes
/// time linear in the text.
std::optional<std::string> reserving_words(std::string_view text);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RIGHTS_WORDS_H_
