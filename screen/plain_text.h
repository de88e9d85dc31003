// Numbers and names as summaries show them to people.
#ifndef SLEEVE_SCREEN_PLAIN_TEXT_H_
#define SLEEVE_SCREEN_PLAIN_TEXT_H_

#include <cstdint>
#include <string>

namespace sleeve {

/// 1234567 as "1,234,567".
std::string grouped(int64_t number);

/// 1234567 as "1.2 MB".
std::string size_text(uint64_t bytes);

/// A name on one line, whatever bytes it holds: control characters become
/// \x and two hex digits.
std::string one_line(const std::string& text);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_PLAIN_TEXT_H_
