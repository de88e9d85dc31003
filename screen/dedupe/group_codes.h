// From codes to groups: joins near pairs, and keeps their number in bounds.
#ifndef SLEEVE_SCREEN_DEDUPE_GROUP_CODES_H_
#define SLEEVE_SCREEN_DEDUPE_GROUP_CODES_H_

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "screen/dedupe/edges.h"

namespace sleeve {

/// Whether two near nodes (first < second) are alike in other respects too.
using Agrees = std::function<bool(uint32_t first, uint32_t second, int bits)>;

struct GroupOptions {
  GroupBy by = GroupBy::star;
  int radius = 31;        ///< bits, 0 to 63; a pair is near at `radius` too
  int threads = 1;        ///< at least 1
  Agrees agrees;          ///< all near pairs count when empty
  size_t most_edges = 0;  ///< in memory; 0: 8 million and four a code
  int64_t most_pairs =
      0;  ///< of components in one join; 0: two thousand million
};

struct CodeGroups {
  Keepers keepers;
  std::vector<Edge> edges;  ///< sorted; all near pairs unless `crowded`

  int64_t pairs = 0;    ///< near pairs that were seen, of any look
  int64_t refused = 0;  ///< of them, those with which `agrees` did not agree

  /// There were more near pairs than most_edges. See group_codes().
  bool crowded = false;
};

/// Groups distinct `codes` [n][32], which come from the best to the worst.
///
/// Codes may crowd: a million stills of one scene make 5 * 10^11 near pairs.
/// When there are more than most_edges, the nodes with the most of them are
/// grouped first, each with the nearest better one that is kept (for cliques,
/// within half the radius, and their groups are then closed), and do not take
/// part any more; that is repeated until the rest suffices. Stars and cliques
/// remain what they are, but some may be smaller than without a crowd.
/// Components join all pairs without keeping them; from most_pairs on, crowded
/// nodes join only those kept ones they are near to, all of them, so that a
/// component may fall apart where nothing kept holds it together.
///
/// The result depends on neither machine nor threads. Memory is some 60 bytes
/// a code while joining, and 12 an edge. Throws Error (invalid_argument).
CodeGroups group_codes(std::span<const uint8_t> codes,
                       const GroupOptions& options);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_GROUP_CODES_H_
