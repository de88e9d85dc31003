// What nests too deeply is told from what only looks so.
#include "screen/rights/json_depth.h"

#include <gtest/gtest.h>

#include <string>

namespace sleeve {
namespace {

std::string nested(int depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

TEST(JsonDepthTest, OnlyWhatNestsTooDeeplyIsLeftOut) {
  const std::string deepest = nested(kMaxJsonDepth);
  const std::string quoted = "\"" + nested(1000) + "\"";
  const std::string escaped = "\"\\\"" + nested(1000) + "\\\\\"";
  std::string beside = "[";
  for (int i = 0; i < 1000; ++i) beside += "{\"a\":[1]},";
  for (const std::string& text :
       {std::string(), deepest, quoted, escaped, beside, std::string("]]]")}) {
    EXPECT_EQ(shallow_json(text), text);
  }
  for (const std::string& text :
       {nested(kMaxJsonDepth + 1), nested(1'000'000), std::string(101, '{'),
        "\"\\\"\"" + nested(1000), "\"a\"" + nested(1000)}) {
    EXPECT_EQ(shallow_json(text), "");
  }
}

}  // namespace
}  // namespace sleeve
