// Brace ranges expand as shells expand them.
#include "screen/input_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"

namespace sleeve {
namespace {

using testing::ElementsAre;

std::vector<std::string> expand(const std::string& text) {
  const InputPattern pattern(text);
  std::vector<std::string> names;
  for (uint64_t i = 0; i < pattern.count(); ++i) names.push_back(pattern.at(i));
  return names;
}

TEST(InputPatternTest, RangesCountAndKeepZeroPadding) {
  EXPECT_THAT(expand("{8..11}"), ElementsAre("8", "9", "10", "11"));
  EXPECT_THAT(expand("s/{008..010}.tar"),
              ElementsAre("s/008.tar", "s/009.tar", "s/010.tar"));
  EXPECT_THAT(expand("{2..0}"), ElementsAre("2", "1", "0"));
  EXPECT_THAT(expand("{5..5}x"), ElementsAre("5x"));
}

TEST(InputPatternTest, TheLastOfSeveralGroupsChangesFastest) {
  EXPECT_THAT(expand("{train,test}-{0..1}"),
              ElementsAre("train-0", "train-1", "test-0", "test-1"));
  EXPECT_THAT(expand("a{,.old}"), ElementsAre("a", "a.old"));
}

TEST(InputPatternTest, OtherBracesStandForThemselves) {
  for (const std::string text :
       {"", "plain", "a{b}c", "open{", "close}", "{}"}) {
    EXPECT_FALSE(InputPattern(text).is_pattern());
    EXPECT_THAT(expand(text), ElementsAre(text));
  }
}

TEST(InputPatternTest, BadRangesAreRefused) {
  for (const std::string text :
       {"{1..x}", "{..}", "{1..}", "{a{1..2}}", "{0..99999999999999999}",
        "{0..999999999}{0..999999999}"}) {
    EXPECT_THROW(InputPattern{text}, Error) << text;
  }
}

TEST(InputPatternTest, LongRangesCostNothing) {
  const InputPattern pattern("{000000000..999999999}.jpg");
  EXPECT_EQ(pattern.count(), 1'000'000'000u);
  EXPECT_EQ(pattern.at(123'456'789), "123456789.jpg");
}

}  // namespace
}  // namespace sleeve
