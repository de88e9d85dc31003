// Groups the nodes of a graph of near pairs, in three ways.
#ifndef SLEEVE_SCREEN_DEDUPE_EDGES_H_
#define SLEEVE_SCREEN_DEDUPE_EDGES_H_

#include <cstdint>
#include <span>
#include <vector>

namespace sleeve {

/// Two near nodes, first < second. Nodes are numbered from the best, which is
/// rather kept, to the worst.
struct Edge {
  uint32_t first = 0;
  uint32_t second = 0;
  uint32_t distance = 0;

  bool operator==(const Edge&) const = default;
  auto operator<=>(const Edge&) const = default;
};

/// How near pairs become groups.
enum class GroupBy {
  component,  ///< whoever is near to a member is a member: chains are long
  star,       ///< every member is near to the keeper
  clique,     ///< every member is near to every other
};

/// For each node the keeper of its group, itself when it is kept. A keeper is
/// the best of its group.
using Keepers = std::vector<uint32_t>;

/// The best node that no kept node is near to is kept, and so on; all others
/// go to the nearest better kept node, ties to the best. `edges` must be
/// sorted. Nodes with pinned[node] are kept in any case; empty pins none.
Keepers star_groups(uint32_t nodes, std::span<const Edge> edges,
                    const std::vector<bool>& pinned = {});

/// Nodes, the best first, join the group with the best keeper to all of whose
/// members they are near. `edges` in any order.
Keepers clique_groups(uint32_t nodes, std::span<const Edge> edges);

/// Joins nodes as edges arrive.
class Components {
 public:
  explicit Components(uint32_t nodes);

  void join(uint32_t a, uint32_t b);

  Keepers keepers();

 private:
  uint32_t find(uint32_t node);
  Keepers parents_;  ///< never greater than the node
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_EDGES_H_
