#include "screen/html_text.h"

#include <fmt/format.h>

namespace sleeve {

std::string html_text(std::string_view text) {
  std::string html;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      default:
        html += byte < 32 || byte == 127 ? fmt::format("\\x{:02x}", byte)
                                         : std::string(1, c);
    }
  }
  return html;
}

}  // namespace sleeve
