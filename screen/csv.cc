#include "screen/csv.h"

namespace sleeve {

std::string csv_field(std::string_view text) {
  std::string quoted = "\"";
  if (!text.empty() &&
      std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos) {
    quoted += '\'';
  }
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::vector<std::string> take_csv_row(std::string_view& text, int64_t& line) {
  std::vector<std::string> row(1);
  bool quoted = false;
  size_t at = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\n') ++line;
    if (quoted) {
      if (c != '"') {
        row.back() += c;
      } else if (at + 1 < text.size() && text[at + 1] == '"') {
        row.back() += text[++at];
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      row.emplace_back();
    } else if (c == '\n') {
      ++at;
      break;
    } else if (c != '\r') {
      row.back() += c;
    }
  }
  text.remove_prefix(at);
  return row;
}

std::vector<std::string> csv_fields(std::string_view line) {
  int64_t number = 1;
  return take_csv_row(line, number);
}

}  // namespace sleeve
