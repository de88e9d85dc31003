// The verdict table, row by row, and the names that records carry.
#include "screen/verdict.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace sleeve {
namespace {

TEST(VerdictTest, TheStrongestReasonDecides) {
  const Problem problem{ProblemKind::corrupt, "damaged"};
  const std::vector<Match> none, one(1);
  EXPECT_EQ(judge(std::nullopt, {none, none}), Verdict::no_signal);
  EXPECT_EQ(judge(std::nullopt, {none, one}), Verdict::review);
  EXPECT_EQ(judge(std::nullopt, {one, none}), Verdict::exclude_match);
  EXPECT_EQ(judge(std::nullopt, {one, one}), Verdict::exclude_match);
  EXPECT_EQ(judge(problem, {none, none}), Verdict::unchecked);
  EXPECT_EQ(judge(problem, {one, one}), Verdict::unchecked);
}

TEST(VerdictTest, NamesAreDistinctAndFoundAgain) {
  std::set<std::string> names;
  for (const Verdict verdict : kVerdicts) {
    names.insert(verdict_name(verdict));
    EXPECT_EQ(find_verdict(verdict_name(verdict)), verdict);
  }
  EXPECT_EQ(names, (std::set<std::string>{"exclude_match", "exclude_reserved",
                                          "review", "licensed", "no_signal",
                                          "unchecked"}));
  EXPECT_EQ(find_verdict("clean"), std::nullopt);
}

}  // namespace
}  // namespace sleeve
