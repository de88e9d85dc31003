// Comma-separated values (RFC 4180).
#ifndef SLEEVE_SCREEN_CSV_H_
#define SLEEVE_SCREEN_CSV_H_

#include <string>
#include <string_view>
#include <vector>

namespace sleeve {

/// `text` quoted. What a spreadsheet would take for a formula begins with an
/// apostrophe.
std::string csv_field(std::string_view text);

/// The fields of one line, at least one; quotes may enclose a field, and a
/// doubled quote within them is one. Line breaks within fields are not known.
std::vector<std::string> csv_fields(std::string_view line);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_CSV_H_
