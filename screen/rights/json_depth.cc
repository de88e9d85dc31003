#include "screen/rights/json_depth.h"

namespace sleeve {

std::string_view shallow_json(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') quoted = !quoted;
    if (quoted) {
      if (c == '\\') ++i;
    } else if (c == '[' || c == '{') {
      if (++depth > kMaxJsonDepth) return {};
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return text;
}

}  // namespace sleeve
