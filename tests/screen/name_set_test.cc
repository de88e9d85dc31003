// The name set knows what was added, through every growth.
#include "screen/name_set.h"

#include <gtest/gtest.h>

#include <string>

namespace sleeve {
namespace {

TEST(NameSetTest, KnowsWhatWasAddedAndNothingElse) {
  NameSet set;
  EXPECT_FALSE(set.holds("a"));
  for (int i = 0; i < 10000; ++i) {
    EXPECT_TRUE(set.add("name" + std::to_string(i)));
  }
  EXPECT_EQ(set.size(), 10000u);
  for (int i = 0; i < 10000; ++i) {
    EXPECT_FALSE(set.add("name" + std::to_string(i)));
    EXPECT_FALSE(set.holds("other" + std::to_string(i)));
  }
  EXPECT_EQ(set.size(), 10000u);
  EXPECT_TRUE(set.add(""));
  EXPECT_TRUE(set.holds(""));
}

}  // namespace
}  // namespace sleeve
