// The self-join against two nested loops, on codes that come in clusters.
#include "index/self_join.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <stdexcept>
#include <vector>

#include "core/error.h"
#include "index/exact_index.h"
#include "index/generated_codes.h"
#include "index/hamming.h"
#include "index/self_join_plan.h"
#include "tests/index/codes.h"

namespace sleeve {
namespace {

using Codes = std::vector<uint8_t>;
using Pairs = std::vector<CodePair>;

Codes generated(size_t n, uint64_t seed) {
  const auto codes = generate_codes(n, seed);
  return {codes.data(), codes.data() + codes.size()};
}

int distance(const uint8_t* a, const uint8_t* b, size_t bytes) {
  int bits = 0;
  for (size_t i = 0; i < bytes; ++i) {
    bits += std::popcount(static_cast<uint8_t>(a[i] ^ b[i]));
  }
  return bits;
}

// The slow twin.
Pairs all_pairs(const Codes& codes, int radius, size_t bytes = kCodeBytes) {
  Pairs pairs;
  const size_t n = codes.size() / bytes;
  for (size_t a = 0; a < n; ++a) {
    for (size_t b = a + 1; b < n; ++b) {
      const int bits = distance(&codes[a * bytes], &codes[b * bytes], bytes);
      if (bits > radius) continue;
      pairs.push_back({static_cast<int64_t>(a), static_cast<int64_t>(b), bits});
    }
  }
  return pairs;
}

Pairs joined(const Codes& codes, int radius, int threads,
             size_t bytes = kCodeBytes) {
  Pairs pairs;
  self_join(codes, bytes, radius, threads, [&](std::span<const CodePair> some) {
    pairs.insert(pairs.end(), some.begin(), some.end());
  });
  return pairs;
}

// The first 64 bits of each code.
Codes shortened(const Codes& codes) {
  Codes result;
  for (size_t i = 0; i < codes.size(); i += kCodeBytes) {
    result.insert(result.end(), &codes[i], &codes[i] + 8);
  }
  return result;
}

Pairs sorted(Pairs pairs) {
  std::sort(pairs.begin(), pairs.end());
  return pairs;
}

TEST(SelfJoinTest, FindsWhatTwoLoopsFind) {
  for (const size_t n : {0, 1, 2, 3, 31, 32, 33, 300, 700}) {
    const Codes codes = clustered_codes(n, 1);
    for (const int radius : {0, 1, 2, 3, 4, 8, 20, 31, 32, 45, 63, 90, 256}) {
      ASSERT_TRUE(sorted(joined(codes, radius, 1)) == all_pairs(codes, radius))
          << n << " codes, radius " << radius;
    }
  }
}

TEST(SelfJoinTest, JoinsCodesOf64Bits) {
  for (const size_t n : {0, 2, 33, 700, 3000}) {
    const Codes codes = shortened(clustered_codes(n, 8));
    for (const int radius : {0, 1, 2, 3, 7, 8, 10, 16, 31, 64}) {
      if (n > 1000 && radius > 20) continue;
      ASSERT_TRUE(sorted(joined(codes, radius, 2, 8)) ==
                  all_pairs(codes, radius, 8))
          << n << " codes, radius " << radius;
    }
  }
}

TEST(SelfJoinTest, FindsWhatSearchingForEachCodeFinds) {
  const Codes codes = generated(20'000, 2);
  const ExactIndex index(codes);
  Pairs expected;
  const auto answers = index.within_batch(codes, 31);
  for (size_t a = 0; a < answers.size(); ++a) {
    for (const Neighbour& b : answers[a]) {
      if (static_cast<int64_t>(a) >= b.position) continue;
      expected.push_back({static_cast<int64_t>(a), b.position, b.distance});
    }
  }
  ASSERT_GT(expected.size(), 5'000);
  EXPECT_TRUE(sorted(joined(codes, 31, 2)) == sorted(expected));
}

TEST(SelfJoinTest, EveryInstructionSetFindsTheSame) {
  const Codes codes = generated(2500, 3);
  std::vector<Pairs> answers;
  for (const std::string& target : hamming_targets()) {
    force_hamming_target(target);
    answers.push_back(joined(codes, 31, 1));
  }
  force_hamming_target("");
  for (const Pairs& answer : answers) EXPECT_TRUE(answer == answers.front());
  EXPECT_TRUE(sorted(answers.front()) == all_pairs(codes, 31));
}

TEST(SelfJoinTest, ThreadsKeepTheOrder) {
  const Codes codes = generated(20'000, 4);
  const Pairs one = joined(codes, 31, 1);
  for (const int threads : {2, 5}) {
    EXPECT_TRUE(joined(codes, 31, threads) == one) << threads;
  }
}

TEST(SelfJoinTest, EqualCodesMakeEveryPairOnce) {
  Codes codes = generated(1600, 5);
  for (size_t i = 0; i < 800; ++i) std::memcpy(&codes[i * 64], &codes[0], 32);
  const Pairs pairs = sorted(joined(codes, 0, 2));
  EXPECT_TRUE(pairs == all_pairs(codes, 0));
  EXPECT_GE(pairs.size(), 800 * 799 / 2);
}

TEST(SelfJoinTest, ThePlanIsExactForEveryRadius) {
  for (const int bits : {64, 256}) {
    for (const int64_t n : {2, 40, 1000, 10'000'000}) {
      for (int radius = 0; radius <= bits; ++radius) {
        const auto bands = plan_self_join(n, bits, radius);
        if (bands.size() == 1 && bands[0].band.width == 0) continue;
        int sum = 0;
        int end = 0;
        for (const JoinBand& band : bands) {
          ASSERT_EQ(band.band.first, end);
          end += band.band.width;
          sum += band.threshold + 1;
          ASSERT_GE(band.limit, band.threshold);
        }
        ASSERT_EQ(sum, radius + 1) << n << " codes, radius " << radius;
        ASSERT_LE(end, bits);
      }
    }
  }
}

TEST(SelfJoinTest, WhatTheCallerThrowsEndsTheJoin) {
  const Codes codes = generated(40'000, 6);
  for (const int threads : {1, 4}) {
    EXPECT_THROW(self_join(codes, 31, threads,
                           [](auto) { throw std::out_of_range("enough"); }),
                 std::out_of_range);
  }
}

TEST(SelfJoinTest, WrongArgumentsAreRefused) {
  const Codes codes(64);
  const auto ignore = [](std::span<const CodePair>) {};
  EXPECT_THROW(self_join(std::span(codes).first(33), 3, 1, ignore), Error);
  EXPECT_THROW(self_join(codes, -1, 1, ignore), Error);
  EXPECT_THROW(self_join(codes, 257, 1, ignore), Error);
  EXPECT_THROW(self_join(codes, 3, 0, ignore), Error);
  EXPECT_THROW(self_join(codes, 16, 3, 1, ignore), Error);
  EXPECT_THROW(self_join(codes, 8, 65, 1, ignore), Error);
}

}  // namespace
}  // namespace sleeve
