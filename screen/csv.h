// Comma-separated values (RFC 4180).
#ifndef SLEEVE_SCREEN_CSV_H_
#define SLEEVE_SCREEN_CSV_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sleeve {

/// `text` quoted. What a spreadsheet would take for a formula begins with an
/// apostrophe.
std::string csv_field(std::string_view text);

/// The fields of the next row, as csv_fields() has them; `text` begins behind
/// it then. Quoted fields may hold line breaks, which are added to `line`.
std::vector<std::string> take_csv_row(std::string_view& text, int64_t& line);

/// The fields of one line, at least one; quotes may enclose a field, and a
/// doubled quote within them is one.
std::vector<std::string> csv_fields(std::string_view line);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_CSV_H_
