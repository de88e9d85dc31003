// Keeps JSON away that nests so deeply that walking it would use up the stack.
#ifndef SLEEVE_SCREEN_RIGHTS_JSON_DEPTH_H_
#define SLEEVE_SCREEN_RIGHTS_JSON_DEPTH_H_

#include <string_view>

namespace sleeve {

/// Far more than any format that is read here needs.
inline constexpr int kMaxJsonDepth = 100;

/// `text`, or nothing, which is no JSON, where arrays and objects nest deeper:
/// to be asked before strangers' JSON is parsed, since copying and printing the
/// result go down recursively.
std::string_view shallow_json(std::string_view text);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RIGHTS_JSON_DEPTH_H_
