// Codes become the groups that a comparison of all with all gives, also when
// so many are near each other that pairs must not be kept.
#include "screen/dedupe/group_codes.h"

#include <gtest/gtest.h>

#include <bit>
#include <random>

#include "core/error.h"
#include "index/generated_codes.h"
#include "screen/dedupe/leaders.h"

namespace sleeve {
namespace {

constexpr size_t kCodeBytes = 32;

int bits(std::span<const uint8_t> codes, uint32_t a, uint32_t b) {
  int count = 0;
  for (size_t i = 0; i < kCodeBytes; ++i) {
    count += std::popcount(static_cast<unsigned>(codes[a * kCodeBytes + i] ^
                                                 codes[b * kCodeBytes + i]));
  }
  return count;
}

std::vector<Edge> all_edges(std::span<const uint8_t> codes, int radius,
                            const Agrees& agrees = {}) {
  const auto n = static_cast<uint32_t>(codes.size() / kCodeBytes);
  std::vector<Edge> edges;
  for (uint32_t a = 0; a < n; ++a) {
    for (uint32_t b = a + 1; b < n; ++b) {
      const int distance = bits(codes, a, b);
      if (distance > radius || (agrees && !agrees(a, b, distance))) continue;
      edges.push_back({a, b, static_cast<uint32_t>(distance)});
    }
  }
  return edges;
}

// `n` codes within `spread` bits of one.
std::vector<uint8_t> crowd(size_t n, int spread, uint32_t seed) {
  std::mt19937 dice(seed);
  std::vector<uint8_t> centre(kCodeBytes);
  for (uint8_t& byte : centre) byte = static_cast<uint8_t>(dice());
  std::vector<uint8_t> codes;
  for (size_t i = 0; i < n; ++i) {
    std::vector<uint8_t> code = centre;
    for (int flip = 0; flip < spread; ++flip) {
      const uint32_t bit = dice() % 256;
      code[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    }
    codes.insert(codes.end(), code.begin(), code.end());
  }
  return codes;
}

TEST(GroupCodesTest, EqualsTheComparisonOfAllWithAll) {
  constexpr uint32_t kCodes = 2000;
  const auto generated = generate_codes(kCodes, 5);
  const auto codes = generated.span();
  const Agrees agrees = [](uint32_t a, uint32_t b, int) {
    return (a * 31 + b) % 7 != 0;
  };
  for (const int radius : {0, 10, 31, 45}) {
    const auto edges = all_edges(codes, radius, agrees);
    Components components(kCodes);
    for (const Edge& edge : edges) components.join(edge.first, edge.second);
    for (const int threads : {1, 3}) {
      GroupOptions options;
      options.radius = radius;
      options.threads = threads;
      options.agrees = agrees;
      const CodeGroups star = group_codes(codes, options);
      EXPECT_EQ(star.edges, edges);
      EXPECT_EQ(star.keepers, star_groups(kCodes, edges));
      EXPECT_EQ(star.pairs - star.refused, static_cast<int64_t>(edges.size()));
      EXPECT_FALSE(star.crowded);
      options.by = GroupBy::clique;
      EXPECT_EQ(group_codes(codes, options).keepers,
                clique_groups(kCodes, edges));
      options.by = GroupBy::component;
      EXPECT_EQ(group_codes(codes, options).keepers, components.keepers());
    }
  }
}

// Stars stay stars and cliques cliques when not all pairs fit into memory.
TEST(GroupCodesTest, CrowdsKeepThePromisesOfGroups) {
  auto codes = crowd(900, 14, 1);
  const auto more = crowd(500, 5, 2);
  codes.insert(codes.end(), more.begin(), more.end());
  const auto scattered = generate_codes(500, 3);
  codes.insert(codes.end(), scattered.span().begin(), scattered.span().end());
  const auto n = static_cast<uint32_t>(codes.size() / kCodeBytes);
  for (const GroupBy by : {GroupBy::star, GroupBy::clique}) {
    GroupOptions options;
    options.by = by;
    options.most_edges = 10000;
    const CodeGroups groups = group_codes(codes, options);
    EXPECT_TRUE(groups.crowded);
    for (uint32_t node = 0; node < n; ++node) {
      const uint32_t keeper = groups.keepers[node];
      EXPECT_EQ(groups.keepers[keeper], keeper);
      EXPECT_LE(keeper, node);
      EXPECT_LE(bits(codes, keeper, node), options.radius);
    }
    options.threads = 3;
    EXPECT_EQ(group_codes(codes, options).keepers, groups.keepers);
    if (by == GroupBy::star) continue;
    for (uint32_t a = 0; a < n; ++a) {
      for (uint32_t b = a + 1; b < n; ++b) {
        if (groups.keepers[a] != groups.keepers[b]) continue;
        ASSERT_LE(bits(codes, a, b), options.radius) << a << ' ' << b;
      }
    }
  }
}

TEST(GroupCodesTest, OneCrowdedSceneIsFewGroups) {
  const auto codes = crowd(20000, 8, 4);  // 2 * 10^8 pairs
  GroupOptions options;
  options.most_edges = 100000;
  const CodeGroups groups = group_codes(codes, options);
  EXPECT_TRUE(groups.crowded);
  uint32_t kept = 0;
  for (uint32_t node = 0; node < 20000; ++node) {
    kept += groups.keepers[node] == node ? 1 : 0;
    ASSERT_LE(bits(codes, groups.keepers[node], node), options.radius);
  }
  EXPECT_LT(kept, 20U);
}

// Components are exact as long as their pairs are looked at; beyond that, what
// is near to what is kept stays together.
TEST(GroupCodesTest, CrowdedComponents) {
  auto codes = crowd(600, 10, 4);
  const auto more = crowd(600, 10, 5);
  codes.insert(codes.end(), more.begin(), more.end());
  GroupOptions options;
  options.by = GroupBy::component;
  const Keepers exact = group_codes(codes, options).keepers;
  options.most_edges = 1000;
  const CodeGroups counted = group_codes(codes, options);
  EXPECT_TRUE(counted.crowded);
  EXPECT_EQ(counted.keepers, exact);
  EXPECT_EQ(counted.edges.size(), 1000U);
  options.most_pairs = 5000;
  const CodeGroups thinned = group_codes(codes, options);
  EXPECT_TRUE(thinned.crowded);
  EXPECT_EQ(thinned.keepers, exact);
  options.threads = 3;
  EXPECT_EQ(group_codes(codes, options).keepers, thinned.keepers);
}

// Nothing lies within half the radius, so cliques need all the pairs.
TEST(GroupCodesTest, CliquesOfFarMembersEnd) {
  std::vector<uint8_t> codes(size_t{20} * kCodeBytes);
  for (size_t i = 0; i < 20; ++i) {
    for (size_t at = i * 10; at < i * 10 + 10; ++at) {  // 20 bits apart
      codes[i * kCodeBytes + at / 8] ^= static_cast<uint8_t>(1 << at % 8);
    }
  }
  GroupOptions options;
  options.by = GroupBy::clique;
  options.most_edges = 10;
  const auto edges = all_edges(codes, options.radius);
  EXPECT_EQ(group_codes(codes, options).keepers, clique_groups(20, edges));
}

TEST(GroupCodesTest, RefusesSenselessRadii) {
  GroupOptions options;
  for (const int radius : {-1, 64}) {
    options.radius = radius;
    EXPECT_THROW(group_codes({}, options), Error);
  }
  options.radius = 0;
  EXPECT_TRUE(group_codes({}, options).keepers.empty());
}

TEST(LeadersTest, FindTheNearestOfAll) {
  const auto generated = generate_codes(1500, 9);
  const auto codes = generated.span();
  const auto agrees = [](uint32_t kept, uint32_t node, int) {
    return (kept + node) % 5 != 0;
  };
  for (const int radius : {0, 15, 31, 40}) {
    Leaders leaders(codes, radius);
    for (uint32_t node = 0; node < 1500; ++node) {
      std::optional<Edge> best;
      for (uint32_t kept = 0; kept < node; ++kept) {
        const int distance = bits(codes, kept, node);
        if (distance > radius || !agrees(kept, node, distance)) continue;
        const Edge edge{kept, node, static_cast<uint32_t>(distance)};
        if (!best || edge.distance < best->distance) best = edge;
      }
      ASSERT_EQ(leaders.nearest(node, agrees), best);
      leaders.keep(node);
    }
  }
}

}  // namespace
}  // namespace sleeve
