// Fields of CSV (RFC 4180).
#ifndef SLEEVE_SCREEN_CSV_H_
#define SLEEVE_SCREEN_CSV_H_

#include <string>
#include <string_view>

namespace sleeve {

/// `text` quoted. What a spreadsheet would take for a formula begins with an
/// apostrophe.
std::string csv_field(std::string_view text);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_CSV_H_
