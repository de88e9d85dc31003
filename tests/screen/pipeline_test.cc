// The pipeline keeps order, bounds what is under way, and passes errors on.
#include "screen/pipeline.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <thread>
#include <vector>

namespace sleeve {
namespace {

TEST(PipelineTest, TakesRowsInTheOrderTheyCame) {
  for (int threads : {1, 2, 7}) {
    int made = 0;
    std::atomic<int> under_way = 0;
    std::atomic<int> most = 0;
    std::vector<int> taken;
    for_each_in_order<int>(
        threads,
        [&](int& row) {
          row = made;
          most = std::max<int>(most, ++under_way);
          return made++ < 1000;
        },
        [](int& row) {
          if (row % 97 == 0) std::this_thread::yield();
          row *= 2;
        },
        [&](int& row) {
          --under_way;
          taken.push_back(row);
        });
    ASSERT_EQ(taken.size(), 1000u);
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(taken[i], 2 * i);
    EXPECT_LE(most, threads * 4 + 1);
  }
}

TEST(PipelineTest, AnErrorEndsTheRun) {
  int made = 0;
  EXPECT_THROW(for_each_in_order<int>(
                   2, [&](int& row) { return (row = made++) < 100; },
                   [](int& row) {
                     if (row == 50) throw std::runtime_error("row 50");
                   },
                   [](int&) {}),
               std::runtime_error);
}

TEST(PipelineTest, NoThreadsMeansAllCores) {
  EXPECT_GE(thread_count(0), 1);
  EXPECT_EQ(thread_count(3), 3);
}

}  // namespace
}  // namespace sleeve
