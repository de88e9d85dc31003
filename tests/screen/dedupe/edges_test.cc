// Groups on random graphs keep their promises, and equal slow twins.
#include "screen/dedupe/edges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>

namespace sleeve {
namespace {

using testing::ElementsAre;

struct Graph {
  uint32_t nodes = 0;
  std::vector<Edge> edges;  ///< sorted

  std::optional<uint32_t> distance(uint32_t a, uint32_t b) const {
    for (const Edge& edge : edges) {
      if (edge.first == std::min(a, b) && edge.second == std::max(a, b)) {
        return edge.distance;
      }
    }
    return std::nullopt;
  }
};

Graph random_graph(std::mt19937& dice) {
  Graph graph;
  graph.nodes = 1 + dice() % 25;
  const uint32_t density = 1 + dice() % 10;
  for (uint32_t a = 0; a < graph.nodes; ++a) {
    for (uint32_t b = a + 1; b < graph.nodes; ++b) {
      if (dice() % 10 < density) {
        graph.edges.push_back({a, b, static_cast<uint32_t>(dice() % 5)});
      }
    }
  }
  return graph;
}

std::map<uint32_t, std::vector<uint32_t>> members(const Keepers& keepers) {
  std::map<uint32_t, std::vector<uint32_t>> groups;
  for (uint32_t node = 0; node < keepers.size(); ++node) {
    groups[keepers[node]].push_back(node);
  }
  return groups;
}

// As the comment on star_groups() says it, without any order of edges.
Keepers slow_star(const Graph& graph) {
  Keepers keepers;
  std::vector<uint32_t> kept;
  for (uint32_t node = 0; node < graph.nodes; ++node) {
    uint32_t best = node, nearest = UINT32_MAX;
    for (const uint32_t keeper : kept) {
      const auto distance = graph.distance(keeper, node);
      if (distance && *distance < nearest) {
        nearest = *distance;
        best = keeper;
      }
    }
    if (best == node) kept.push_back(node);
    keepers.push_back(best);
  }
  return keepers;
}

Keepers slow_clique(const Graph& graph) {
  Keepers keepers;
  std::map<uint32_t, std::vector<uint32_t>> groups;
  for (uint32_t node = 0; node < graph.nodes; ++node) {
    uint32_t home = node;
    for (const auto& [keeper, group] : groups) {
      const bool fits =
          std::all_of(group.begin(), group.end(), [&](uint32_t member) {
            return graph.distance(member, node).has_value();
          });
      if (fits) {
        home = keeper;
        break;
      }
    }
    groups[home].push_back(node);
    keepers.push_back(home);
  }
  return keepers;
}

Keepers slow_components(const Graph& graph) {
  Keepers keepers(graph.nodes);
  for (uint32_t node = 0; node < graph.nodes; ++node) keepers[node] = node;
  for (uint32_t round = 0; round < graph.nodes; ++round) {
    for (const Edge& edge : graph.edges) {
      const uint32_t least =
          std::min(keepers[edge.first], keepers[edge.second]);
      keepers[edge.first] = keepers[edge.second] = least;
    }
  }
  return keepers;
}

TEST(EdgesTest, RandomGraphsEqualTheirTwins) {
  std::mt19937 dice(1);
  for (int round = 0; round < 500; ++round) {
    const Graph graph = random_graph(dice);
    EXPECT_EQ(star_groups(graph.nodes, graph.edges), slow_star(graph));
    EXPECT_EQ(clique_groups(graph.nodes, graph.edges), slow_clique(graph));
    Components components(graph.nodes);
    for (const Edge& edge : graph.edges) {
      components.join(edge.first, edge.second);
    }
    EXPECT_EQ(components.keepers(), slow_components(graph));
  }
}

TEST(EdgesTest, MembersAreNearTheirKeepers) {
  std::mt19937 dice(2);
  for (int round = 0; round < 300; ++round) {
    const Graph graph = random_graph(dice);
    std::vector<bool> pinned(graph.nodes);
    for (size_t i = 0; i < pinned.size(); ++i) pinned[i] = dice() % 4 == 0;
    const Keepers star = star_groups(graph.nodes, graph.edges, pinned);
    for (uint32_t node = 0; node < graph.nodes; ++node) {
      EXPECT_EQ(star[star[node]], star[node]) << "a keeper is kept";
      EXPECT_LE(star[node], node) << "a keeper is the best";
      EXPECT_TRUE(!pinned[node] || star[node] == node);
      EXPECT_TRUE(star[node] == node || graph.distance(star[node], node));
    }
    for (const auto& [keeper, group] :
         members(clique_groups(graph.nodes, graph.edges))) {
      for (const uint32_t a : group) {
        for (const uint32_t b : group) {
          EXPECT_TRUE(a == b || graph.distance(a, b));
        }
      }
    }
  }
}

TEST(EdgesTest, AStarDoesNotChain) {
  const std::vector<Edge> chain = {{0, 1, 3}, {1, 2, 3}, {2, 3, 3}};
  EXPECT_THAT(star_groups(4, chain), ElementsAre(0, 0, 2, 2));
  Components components(4);
  for (const Edge& edge : chain) components.join(edge.first, edge.second);
  EXPECT_THAT(components.keepers(), ElementsAre(0, 0, 0, 0));
}

TEST(EdgesTest, MembersGoToTheNearestKeeperTiesToTheBest) {
  const std::vector<Edge> edges = {{0, 2, 5}, {0, 3, 4}, {1, 2, 4}, {1, 3, 4}};
  EXPECT_THAT(star_groups(4, edges), ElementsAre(0, 1, 1, 0));
}

TEST(EdgesTest, NothingMakesNoGroups) {
  EXPECT_TRUE(star_groups(0, {}).empty());
  EXPECT_TRUE(clique_groups(0, {}).empty());
  EXPECT_THAT(star_groups(2, {}), ElementsAre(0, 1));
}

}  // namespace
}  // namespace sleeve
