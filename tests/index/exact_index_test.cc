// Exact search against a plain loop, on every instruction set of the machine.
#include "index/exact_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <thread>

#include "core/error.h"
#include "index/hamming.h"
#include "tests/index/codes.h"

namespace sleeve {
namespace {

using Codes = std::vector<uint8_t>;
using Answers = std::vector<std::vector<Neighbour>>;

std::span<const uint8_t> row(const Codes& codes, size_t i) {
  return std::span(codes).subspan(i * kCodeBytes, kCodeBytes);
}

// All codes by distance, then position: the slow twin of every search.
std::vector<Neighbour> all_sorted(const Codes& codes,
                                  std::span<const uint8_t> query) {
  std::vector<Neighbour> all;
  for (size_t i = 0; i < codes.size() / kCodeBytes; ++i) {
    int bits = 0;
    for (size_t byte = 0; byte < kCodeBytes; ++byte) {
      bits += std::popcount(
          static_cast<uint8_t>(codes[i * kCodeBytes + byte] ^ query[byte]));
    }
    all.push_back({static_cast<int64_t>(i), bits});
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Neighbour& a, const Neighbour& b) {
                     return a.distance < b.distance;
                   });
  return all;
}

std::vector<Neighbour> slow_nearest(const Codes& codes,
                                    std::span<const uint8_t> query, int64_t k) {
  std::vector<Neighbour> found = all_sorted(codes, query);
  found.resize(std::min(found.size(), static_cast<size_t>(k)));
  return found;
}

std::vector<Neighbour> slow_within(const Codes& codes,
                                   std::span<const uint8_t> query, int radius) {
  std::vector<Neighbour> found = all_sorted(codes, query);
  std::erase_if(found, [&](const Neighbour& n) { return n.distance > radius; });
  return found;
}

// Runs on one instruction set and gives the choice back.
class ExactIndexTest : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { force_hamming_target(GetParam()); }
  void TearDown() override { force_hamming_target(""); }
};

constexpr size_t kSizes[] = {0, 1, 2, 3, 7, 8, 63, 64, 65, 1000, 4097};

TEST_P(ExactIndexTest, WithinFindsWhatAPlainLoopFinds) {
  for (const size_t size : kSizes) {
    const Codes codes = clustered_codes(size, 1);
    const ExactIndex index(codes);
    ASSERT_EQ(index.size(), static_cast<int64_t>(size));
    Codes queries = clustered_codes(3, 2);
    for (size_t i = 0; i < size; i += size / 5 + 1) {
      const auto code = row(codes, i);
      queries.insert(queries.end(), code.begin(), code.end());
    }
    for (const int radius : {0, 1, 31, 34, 35, 76, 77, 110, 128, 255, 256}) {
      Answers slow;
      for (size_t q = 0; q < queries.size() / kCodeBytes; ++q) {
        slow.push_back(slow_within(codes, row(queries, q), radius));
        ASSERT_EQ(index.within(row(queries, q), radius), slow.back())
            << size << " codes, radius " << radius;
      }
      ASSERT_EQ(index.within_batch(queries, radius), slow);
    }
  }
}

TEST_P(ExactIndexTest, NearestFindsWhatAPlainLoopFinds) {
  for (const size_t size : kSizes) {
    const Codes codes = clustered_codes(size, 3);
    const ExactIndex index(codes);
    Codes queries = clustered_codes(5, 4);
    for (size_t i = 0; i < size; i += size / 3 + 1) {
      const auto code = row(codes, i);
      queries.insert(queries.end(), code.begin(), code.end());
    }
    const auto n = static_cast<int64_t>(size);
    for (const int64_t k : {int64_t{0}, int64_t{1}, int64_t{2}, int64_t{10},
                            int64_t{100}, n, n + 5, INT64_MAX}) {
      Answers slow;
      for (size_t q = 0; q < queries.size() / kCodeBytes; ++q) {
        slow.push_back(slow_nearest(codes, row(queries, q), std::min(k, n)));
        ASSERT_EQ(index.nearest(row(queries, q), k), slow.back())
            << size << " codes, k " << k;
      }
      ASSERT_EQ(index.nearest_batch(queries, k), slow);
    }
  }
}

TEST_P(ExactIndexTest, BatchesOfEverySizeEqualTheirParts) {
  const Codes codes = clustered_codes(2100, 5);
  const ExactIndex index(codes);
  const Codes queries = clustered_codes(600, 6);
  for (const size_t batch : {0, 1, 2, 3, 4, 5, 6, 7, 255, 256, 257, 259, 600}) {
    const auto part = std::span(queries).first(batch * kCodeBytes);
    const Answers within = index.within_batch(part, 31);
    const Answers nearest = index.nearest_batch(part, 3);
    ASSERT_EQ(within.size(), batch);
    ASSERT_EQ(nearest.size(), batch);
    for (size_t q = 0; q < batch; ++q) {
      ASSERT_EQ(within[q], index.within(row(queries, q), 31));
      ASSERT_EQ(nearest[q], index.nearest(row(queries, q), 3));
    }
  }
}

TEST_P(ExactIndexTest, EveryRadiusIsInclusive) {
  // Code i differs from the query in its last i bits, where the first half
  // of the code says nothing.
  Codes codes(257 * kCodeBytes);
  for (size_t i = 0; i < 257; ++i) {
    for (size_t bit = 0; bit < i; ++bit) {
      codes[i * kCodeBytes + 31 - bit / 8] |=
          static_cast<uint8_t>(1 << bit % 8);
    }
  }
  const ExactIndex index(codes);
  const Codes queries(5 * kCodeBytes);
  for (int radius = 0; radius <= 256; ++radius) {
    const auto found = index.within(row(queries, 0), radius);
    ASSERT_EQ(found.size(), static_cast<size_t>(radius) + 1);
    EXPECT_EQ(found.back(), (Neighbour{radius, radius}));
    EXPECT_THAT(index.within_batch(queries, radius), testing::Each(found));
  }
}

TEST_P(ExactIndexTest, CodesNeedNoAlignment) {
  Codes shifted(1 + 100 * kCodeBytes);
  const Codes codes = clustered_codes(100, 7);
  std::memcpy(&shifted[1], codes.data(), codes.size());
  const ExactIndex index(std::span<uint8_t>(shifted).subspan(1));
  const Codes queries = clustered_codes(9, 8);
  EXPECT_EQ(index.nearest_batch(queries, 4),
            ExactIndex(codes).nearest_batch(queries, 4));
  EXPECT_EQ(index.within(row(queries, 0), 120),
            ExactIndex(codes).within(row(queries, 0), 120));
}

INSTANTIATE_TEST_SUITE_P(InstructionSets, ExactIndexTest,
                         testing::ValuesIn(hamming_targets()),
                         [](const auto& test) { return test.param; });

TEST(ExactIndexThreadsTest, ThreadsShareAnIndex) {
  const Codes codes = clustered_codes(5000, 9);
  const ExactIndex index(codes);
  const Answers expected = index.nearest_batch(codes, 3);
  std::vector<Answers> answers(4);
  std::vector<std::thread> threads;
  for (Answers& answer : answers) {
    threads.emplace_back([&] { answer = index.nearest_batch(codes, 3); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(answers, testing::Each(expected));
}

TEST(ExactIndexArgumentsTest, WrongArgumentsAreRefused) {
  const Codes codes(64);
  const ExactIndex index(codes);
  const Codes query(32);
  EXPECT_THROW(ExactIndex(std::span(codes).first(33)), Error);
  EXPECT_THROW(index.nearest(query, -1), Error);
  EXPECT_THROW(index.nearest(std::span(query).first(31), 1), Error);
  EXPECT_THROW(index.nearest_batch(std::span(codes).first(63), 1), Error);
  EXPECT_THROW(index.nearest_batch(codes, -1), Error);
  EXPECT_THROW(index.within(query, -1), Error);
  EXPECT_THROW(index.within(query, 257), Error);
  EXPECT_THROW(index.within(codes, 3), Error);
  EXPECT_THROW(index.within_batch(codes, 257), Error);
  EXPECT_THROW(index.within_batch(std::span(codes).first(1), 3), Error);
  EXPECT_THROW(force_hamming_target("abacus"), Error);
}

TEST(ExactIndexArgumentsTest, ADefaultIndexIsEmpty) {
  const ExactIndex index;
  EXPECT_EQ(index.size(), 0);
  EXPECT_THAT(index.nearest(Codes(32), 3), testing::IsEmpty());
  EXPECT_THAT(index.within(Codes(32), 256), testing::IsEmpty());
}

}  // namespace
}  // namespace sleeve
