// Multi-index search against the scan, which a plain loop checks elsewhere, on
// codes that come in clusters: on random ones there would be nothing to miss.
#include "index/multi_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "core/error.h"
#include "index/generated_codes.h"
#include "index/hamming.h"
#include "index/multi_index_kernels.h"
#include "index/short_scan.h"
#include "tests/index/codes.h"

namespace sleeve {
namespace {

using Codes = std::vector<uint8_t>;
using Answers = std::vector<std::vector<Neighbour>>;

Codes generated(size_t n, uint64_t seed) {
  const auto codes = generate_codes(n, seed);
  return {codes.data(), codes.data() + codes.size()};
}

// Keeps the first 64 bits of each code.
Codes shorten(const Codes& codes) {
  Codes result;
  for (size_t i = 0; i < codes.size(); i += kCodeBytes) {
    result.insert(result.end(), &codes[i], &codes[i] + 8);
  }
  return result;
}

// The slow twin for codes of 64 bits.
std::vector<Neighbour> slow_short(const Codes& codes, const uint8_t* query,
                                  int radius) {
  std::vector<Neighbour> found;
  for (size_t i = 0; i < codes.size() / 8; ++i) {
    uint64_t a, b;
    std::memcpy(&a, &codes[i * 8], 8);
    std::memcpy(&b, query, 8);
    const int distance = std::popcount(a ^ b);
    if (distance <= radius) {
      found.push_back({static_cast<int64_t>(i), distance});
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](auto& a, auto& b) { return a.distance < b.distance; });
  return found;
}

// Tables however few the codes, so that small sizes test probing as well.
MultiIndexOptions eager() {
  MultiIndexOptions options;
  options.table_bytes_per_code = 1e6;
  return options;
}

TEST(MultiIndexTest, WithinEqualsTheScan) {
  for (const size_t n : {0, 1, 2, 3, 1000, 4097, 20'000}) {
    const Codes codes = n < 5000 ? clustered_codes(n, 1) : generated(n, 1);
    const ExactIndex scan(codes);
    Codes queries = generate_queries(codes, 20, 2);
    for (const auto& options : {MultiIndexOptions{}, eager()}) {
      const MultiIndex index(codes, options);
      ASSERT_EQ(index.size(), static_cast<int64_t>(n));
      for (const int radius :
           {0, 1, 5, 9, 10, 15, 21, 30, 31, 32, 40, 64, 256}) {
        const Answers expected = scan.within_batch(queries, radius);
        EXPECT_EQ(index.within_batch(queries, radius), expected);
        for (size_t q = 0; q < expected.size(); ++q) {
          const auto query = std::span(queries).subspan(q * kCodeBytes, 32);
          EXPECT_EQ(index.within(query, radius), expected[q])
              << n << " codes, radius " << radius;
        }
      }
    }
  }
}

TEST(MultiIndexTest, EveryRadiusOfALargeIndexEqualsTheScan) {
  const Codes codes = generated(200'000, 3);
  const MultiIndex index(codes);
  const ExactIndex scan(codes);
  ASSERT_FALSE(index.scans(31));
  EXPECT_LE(index.table_bytes(), 88 * codes.size() / kCodeBytes);
  const Codes queries = generate_queries(codes, 40, 4);
  const Answers all = scan.within_batch(queries, 64);
  size_t pairs = 0;
  for (int radius = 0; radius <= 64; ++radius) {
    for (size_t q = 0; q < all.size(); ++q) {
      auto expected = all[q];
      std::erase_if(expected, [&](auto& n) { return n.distance > radius; });
      const auto query = std::span(queries).subspan(q * kCodeBytes, 32);
      ASSERT_EQ(index.within(query, radius), expected) << radius;
      pairs += expected.size();
    }
  }
  EXPECT_GT(pairs, 1000);
}

TEST(MultiIndexTest, NearestEqualsTheScan) {
  for (const size_t n : {0, 1, 2, 1000, 60'000}) {
    const Codes codes = n < 5000 ? clustered_codes(n, 5) : generated(n, 5);
    const ExactIndex scan(codes);
    const Codes queries = generate_queries(codes, 30, 6);
    for (const auto& options : {MultiIndexOptions{}, eager()}) {
      const MultiIndex index(codes, options);
      for (const int64_t k : {int64_t{0}, int64_t{1}, int64_t{3}, int64_t{50},
                              int64_t{2000}, INT64_MAX}) {
        if (n > 5000 && k > 5000) continue;
        const Answers expected = scan.nearest_batch(queries, k);
        EXPECT_EQ(index.nearest_batch(queries, k), expected);
        EXPECT_EQ(index.nearest(std::span(queries).first(32), k), expected[0])
            << n << " codes, k " << k;
      }
    }
  }
}

TEST(MultiIndexTest, ThousandsOfEqualCodesDoNotBlowUp) {
  // 30,000 equal codes, and 30,000 that share half of their bits with them.
  Codes codes = generated(100'000, 7);
  for (size_t i = 0; i < 60'000; ++i) {
    std::memcpy(&codes[i * 32], &codes[0], i < 30'000 ? 32 : 16);
  }
  const MultiIndex index(codes);
  const ExactIndex scan(codes);
  Codes queries = generate_queries(codes, 20, 8);
  queries.insert(queries.end(), codes.begin(), codes.begin() + 32);
  for (const int radius : {0, 10, 31}) {
    EXPECT_EQ(index.within_batch(queries, radius),
              scan.within_batch(queries, radius));
  }
  EXPECT_EQ(index.nearest_batch(queries, 5), scan.nearest_batch(queries, 5));
}

TEST(MultiIndexTest, ShortCodesEqualAPlainLoop) {
  for (const size_t n : {0, 1, 2, 1000, 50'000}) {
    const Codes codes = shorten(generated(n, 9));
    const Codes queries = shorten(generated(20, 10));
    for (auto options : {MultiIndexOptions{}, eager()}) {
      options.code_bytes = 8;
      const MultiIndex index(codes, options);
      for (const int radius : {0, 1, 4, 8, 9, 16, 64}) {
        const Answers answers = index.within_batch(queries, radius);
        for (size_t q = 0; q < answers.size(); ++q) {
          ASSERT_EQ(answers[q], slow_short(codes, &queries[q * 8], radius));
        }
      }
      for (const int64_t k : {0, 1, 3, 700, 60'000}) {
        const Answers answers = index.nearest_batch(queries, k);
        for (size_t q = 0; q < answers.size(); ++q) {
          auto expected = slow_short(codes, &queries[q * 8], 64);
          expected.resize(std::min<size_t>(expected.size(), k));
          ASSERT_EQ(answers[q], expected);
        }
      }
    }
  }
}

TEST(MultiIndexTest, ShortCodesAreScannedAlikeByEveryInstructionSet) {
  Codes codes = shorten(generated(3000, 9));
  for (size_t i = 0; i < 1500 * 8; ++i) codes[i + 8 * 1500] = codes[i % 80];
  for (const std::string& target : hamming_targets()) {
    force_hamming_target(target);
    for (const size_t n : {1, 3, 7, 8, 63, 64, 65, 1023, 1025, 3000}) {
      const std::span some(codes.data(), n * 8);
      for (const size_t m : {1, 2, 255, 257}) {
        const std::span queries(codes.data() + 8, m * 8);
        const Answers within = scan_short_within(some, queries, 12);
        const Answers nearest = scan_short_nearest(some, queries, 4);
        ASSERT_EQ(within.size(), m);
        for (size_t q = 0; q < m; q += 100) {
          const Codes mine(some.begin(), some.end());
          ASSERT_EQ(within[q], slow_short(mine, &queries[q * 8], 12)) << target;
          auto expected = slow_short(mine, &queries[q * 8], 64);
          expected.resize(std::min<size_t>(n, 4));
          ASSERT_EQ(nearest[q], expected) << target;
        }
      }
    }
  }
  force_hamming_target("");
}

TEST(MultiIndexTest, ThreadsBuildTheSameTables) {
  const Codes codes = generated(50'000, 11);
  MultiIndexOptions threaded;
  threaded.threads = 3;
  const Codes queries = generate_queries(codes, 50, 12);
  EXPECT_EQ(MultiIndex(codes, threaded).within_batch(queries, 31),
            MultiIndex(codes).within_batch(queries, 31));
}

TEST(MultiIndexTest, WrongArgumentsAreRefused) {
  const Codes codes(64);
  const MultiIndex index(codes);
  EXPECT_THROW(MultiIndex(std::span(codes).first(33)), Error);
  EXPECT_THROW(index.within(codes, 3), Error);
  EXPECT_THROW(index.within(std::span(codes).first(32), -1), Error);
  EXPECT_THROW(index.within(std::span(codes).first(32), 257), Error);
  EXPECT_THROW(index.within_batch(std::span(codes).first(31), 3), Error);
  EXPECT_THROW(index.nearest(std::span(codes).first(32), -1), Error);
  MultiIndexOptions options;
  options.code_bytes = 16;
  EXPECT_THROW(MultiIndex(codes, options), Error);
  options = {};
  options.design_radius = 257;
  EXPECT_THROW(MultiIndex(codes, options), Error);
  options = {};
  options.threads = 0;
  EXPECT_THROW(MultiIndex(codes, options), Error);
}

TEST(MultiIndexTest, ADefaultIndexIsEmpty) {
  const MultiIndex index;
  EXPECT_EQ(index.size(), 0);
  EXPECT_THAT(index.within(Codes(32), 256), testing::IsEmpty());
  EXPECT_THAT(index.nearest(Codes(32), 3), testing::IsEmpty());
}

TEST(MultiIndexBandsTest, PlansAreExactAndBandsDisjoint) {
  for (const int64_t n : {1000, 100'000, 1'000'000, 10'000'000}) {
    const auto bands = choose_bands(n, 256, 31, 84);
    ASSERT_FALSE(bands.empty());
    int end = 0;
    for (const Band& band : bands) {
      EXPECT_EQ(band.first, end);
      end = band.first + band.width;
    }
    EXPECT_LE(end, 256);
    for (int radius = 0; radius <= 64; ++radius) {
      const BandPlan plan = plan_bands(bands, n, radius);
      int sum = 0;
      for (const int threshold : plan.thresholds) sum += threshold + 1;
      EXPECT_EQ(sum, radius + 1);
    }
  }
}

TEST(MultiIndexKernelsTest, EveryInstructionSetCountsAlike) {
  const Codes codes = clustered_codes(1000, 13);
  std::vector<uint32_t> rows;
  for (uint32_t i = 0; i < 3000; ++i) rows.push_back(i * 7919 % 1000);
  std::vector<std::vector<uint64_t>> answers;
  for (const std::string& target : hamming_targets()) {
    force_hamming_target(target);
    std::vector<RowHit> hits(rows.size());
    const auto query = code_words(&codes[32], 32);
    hits.resize(check_rows(codes.data(), 32, rows.data(), rows.size(),
                           query.data(), 120, hits.data()));
    std::vector<uint64_t> answer;
    for (const RowHit& hit : hits) {
      answer.push_back(uint64_t{hit.at} << 32 | uint32_t(hit.distance));
    }
    answers.push_back(answer);
  }
  force_hamming_target("");
  EXPECT_THAT(answers, testing::Each(answers.front()));
  EXPECT_THAT(answers.front(), testing::Not(testing::IsEmpty()));
}

TEST(MultiIndexKernelsTest, KeysEqualAPlainLoop) {
  const Codes bytes = clustered_codes(300, 15);
  std::vector<uint16_t> keys(bytes.size() / 2);
  std::memcpy(keys.data(), bytes.data(), bytes.size());
  std::vector<KeyRange> ranges;
  for (uint32_t i = 0; i < 150; ++i) {
    ranges.push_back({&keys[i * 3], i, keys[i + 70],
                      static_cast<int16_t>(static_cast<int>(i % 9) - 1)});
  }
  std::vector<std::pair<uint32_t, uint32_t>> expected;
  for (uint32_t r = 0; r < ranges.size(); ++r) {
    for (uint32_t i = 0; i < ranges[r].count; ++i) {
      const auto bits =
          unsigned{ranges[r].keys[i]} ^ unsigned { ranges[r].query };
      if (std::popcount(bits) <= ranges[r].limit) expected.emplace_back(r, i);
    }
  }
  ASSERT_GT(expected.size(), 300);
  for (const std::string& target : hamming_targets()) {
    force_hamming_target(target);
    std::vector<KeyHit> hits(keys.size() * 10);
    hits.resize(check_keys(ranges.data(), ranges.size(), hits.data()));
    std::vector<std::pair<uint32_t, uint32_t>> found;
    for (const KeyHit& hit : hits) found.emplace_back(hit.range, hit.at);
    EXPECT_EQ(found, expected) << target;
  }
  force_hamming_target("");
}

TEST(MultiIndexTest, LentTablesAnswerAlike) {
  const Codes codes = generated(60'000, 16);
  const MultiIndex own(codes);
  ASSERT_FALSE(own.bands().empty());
  const Codes tables(own.tables().begin(), own.tables().end());
  const LargeArray<uint8_t> aligned(tables.size());
  std::memcpy(const_cast<uint8_t*>(aligned.data()), tables.data(),
              tables.size());
  const MultiIndex lent(codes, kCodeBytes, own.bands(), aligned.span());
  const Codes queries = generate_queries(codes, 50, 17);
  EXPECT_EQ(lent.within_batch(queries, 31), own.within_batch(queries, 31));
  EXPECT_EQ(lent.nearest_batch(queries, 4), own.nearest_batch(queries, 4));
  const std::vector<Band> apart = {{1, 16}};
  for (const std::span<const Band> bands : {own.bands(), {apart}}) {
    EXPECT_THROW(MultiIndex(codes, kCodeBytes, bands,
                            aligned.span().first(tables.size() - 64)),
                 Error);
  }
}

// Checksums keep damage away; what is left must not read where nothing is.
TEST(MultiIndexTest, SenselessTablesLeadNowhere) {
  const Codes codes = generated(20'000, 18);
  MultiIndexOptions options;
  options.table_bytes_per_code = 1000;
  const MultiIndex own(codes, options);
  ASSERT_FALSE(own.bands().empty());
  const Codes queries = generate_queries(codes, 20, 19);
  for (const int filling : {0x00, 0x7f, 0xff}) {
    LargeArray<uint8_t> tables(own.table_bytes());
    std::memset(tables.data(), filling, tables.size());
    const MultiIndex index(codes, kCodeBytes, own.bands(), tables.span());
    for (const auto& answer : index.within_batch(queries, 31)) {
      for (const Neighbour& one : answer) EXPECT_LT(one.position, 20'000);
    }
  }
}

TEST(GeneratedCodesTest, LookLikeACatalogue) {
  const Codes codes = generated(4000, 14);
  EXPECT_EQ(codes, generated(4000, 14));
  double sum = 0, squares = 0;
  size_t pairs = 0;
  const ExactIndex index(codes);
  for (size_t i = 0; i < 200; ++i) {
    for (const auto& near :
         index.within(std::span(codes).subspan(i * 32, 32), 256)) {
      if (near.distance <= 80) continue;
      sum += near.distance;
      squares += double(near.distance) * near.distance;
      ++pairs;
    }
  }
  const double mean = sum / double(pairs);
  EXPECT_NEAR(mean, 128, 1);
  EXPECT_NEAR(std::sqrt(squares / double(pairs) - mean * mean), 8.68, 0.4);
}

}  // namespace
}  // namespace sleeve
