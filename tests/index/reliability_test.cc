// Promised against seen: what is counted, and when a promise is called broken.
#include "index/reliability.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

namespace sleeve {
namespace {

Reliability row(double promised, int64_t seen) {
  return {1e-2, 100, promised, 0, seen};
}

TEST(ReliabilityTest, CountsWhatStatesAtMostTheLevel) {
  const Stated stated[] = {{1e-7, true}, {1e-5, false}, {0.5, false}};
  const auto table = reliability_of(1000, stated);
  ASSERT_EQ(table.size(), 9);
  EXPECT_EQ(table.front(), (Reliability{1e-12, 1000, 1e-9, 0, 0}));
  EXPECT_EQ(table[2], (Reliability{1e-6, 1000, 1e-3, 1, 1}));
  EXPECT_EQ(table[3], (Reliability{1e-5, 1000, 1e-2, 1, 2}));
  EXPECT_EQ(table.back(), (Reliability{1, 1000, 1000, 1, 3}));
}

TEST(ReliabilityTest, NothingIsSaidOfNoQueries) {
  EXPECT_THAT(reliability_of(0, {}), ::testing::IsEmpty());
}

TEST(ReliabilityTest, FewPicturesProveNothing) {
  EXPECT_STREQ(verdict_of(row(0.01, 0)), "unknown");
  EXPECT_STREQ(verdict_of(row(2.9, 0)), "unknown");
  EXPECT_STREQ(verdict_of(row(2.9, 5)), "unknown");
}

TEST(ReliabilityTest, WhatChanceHardlyGivesBreaksThePromise) {
  // Poisson: 1 or more at 0.01 is a chance of 0.00995; 7 or more at 3 of
  // 0.0335, 6 or more of 0.0839.
  EXPECT_STREQ(verdict_of(row(0.01, 1)), "broken");
  EXPECT_STREQ(verdict_of(row(3, 7)), "broken");
  EXPECT_STREQ(verdict_of(row(3, 6)), "kept");
  EXPECT_STREQ(verdict_of(row(3, 0)), "kept");
}

TEST(ReliabilityTest, LargeCountsAreJudgedToo) {
  EXPECT_STREQ(verdict_of(row(100000, 100000)), "kept");
  EXPECT_STREQ(verdict_of(row(100000, 100600)), "broken");
  EXPECT_STREQ(verdict_of(row(100000, 0)), "kept");
}

TEST(ReliabilityTest, TrueChancesAreSeldomCalledBroken) {
  std::mt19937 random(1);
  for (const double mean : {0.5, 4.0, 40.0}) {
    std::poisson_distribution<int64_t> seen(mean);
    int broken = 0;
    for (int i = 0; i < 2000; ++i) {
      broken += std::string(verdict_of(row(mean, seen(random)))) == "broken";
    }
    EXPECT_LE(broken, 130) << mean;  // 100 expected at most
  }
}

}  // namespace
}  // namespace sleeve
