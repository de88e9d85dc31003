#include "screen/dedupe/edges.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace sleeve {
namespace {

constexpr uint32_t kNoDistance = UINT32_MAX;

Keepers everybody(uint32_t nodes) {
  Keepers keepers(nodes);
  std::iota(keepers.begin(), keepers.end(), 0);
  return keepers;
}

// Where each node's edges to better nodes begin in a list sorted by `second`.
std::vector<size_t> starts_by_second(uint32_t nodes,
                                     std::span<const Edge> edges) {
  std::vector<size_t> starts(nodes + size_t{1});
  for (const Edge& edge : edges) ++starts[edge.second + size_t{1}];
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  return starts;
}

}  // namespace

Keepers star_groups(uint32_t nodes, std::span<const Edge> edges,
                    const std::vector<bool>& pinned) {
  Keepers keepers = everybody(nodes);
  std::vector<uint32_t> nearest(nodes, kNoDistance);
  // Edges come by their better node: all that might claim it came before.
  for (const Edge& edge : edges) {
    const bool kept = keepers[edge.first] == edge.first;
    const bool is_pinned = !pinned.empty() && pinned[edge.second];
    if (!kept || is_pinned || edge.distance >= nearest[edge.second]) continue;
    nearest[edge.second] = edge.distance;
    keepers[edge.second] = edge.first;
  }
  return keepers;
}

Keepers clique_groups(uint32_t nodes, std::span<const Edge> edges) {
  const std::vector<size_t> starts = starts_by_second(nodes, edges);
  std::vector<uint32_t> better(edges.size());
  std::vector<size_t> next = starts;
  for (const Edge& edge : edges) better[next[edge.second]++] = edge.first;

  Keepers keepers = everybody(nodes);
  std::vector<uint32_t> sizes(nodes, 1);  // of the group that a node keeps
  std::unordered_map<uint32_t, uint32_t> near;  // members, by group
  for (uint32_t node = 0; node < nodes; ++node) {
    near.clear();
    for (size_t i = starts[node]; i < starts[node + size_t{1}]; ++i) {
      ++near[keepers[better[i]]];
    }
    uint32_t best = node;
    for (const auto& [keeper, members] : near) {
      if (members == sizes[keeper]) best = std::min(best, keeper);
    }
    if (best == node) continue;
    keepers[node] = best;
    ++sizes[best];
  }
  return keepers;
}

Components::Components(uint32_t nodes) : parents_(everybody(nodes)) {}

uint32_t Components::find(uint32_t node) {
  while (parents_[node] != node) {
    parents_[node] = parents_[parents_[node]];
    node = parents_[node];
  }
  return node;
}

// The better node becomes the parent.
void Components::join(uint32_t a, uint32_t b) {
  a = find(a);
  b = find(b);
  if (a == b) return;
  parents_[std::max(a, b)] = std::min(a, b);
}

Keepers Components::keepers() {
  Keepers keepers(parents_.size());
  for (uint32_t node = 0; node < keepers.size(); ++node) {
    keepers[node] = find(node);
  }
  return keepers;
}

}  // namespace sleeve
