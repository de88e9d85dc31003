// Pairs that the hashes alone cannot settle: further apart than near ones, or
// near when one of them is turned or mirrored.
#ifndef SLEEVE_SCREEN_DEDUPE_DOUBTFUL_PAIRS_H_
#define SLEEVE_SCREEN_DEDUPE_DOUBTFUL_PAIRS_H_

#include <functional>
#include <span>
#include <vector>

#include "screen/dedupe/part_search.h"

namespace sleeve {

/// Which ordered pairs of rows are asked for.
using WantsPair = std::function<bool(uint32_t scene, uint32_t picture)>;

/// Among `rows`, all of which have details: pairs at most kSearchRadius apart
/// whose features are somewhat alike, and pairs at most `radius` apart in one
/// of the seven other orientations. Of each scene the nearest 16. Sorted.
std::vector<DoubtfulPair> doubtful_pairs(const Corpus& corpus,
                                         std::span<const uint32_t> rows,
                                         int radius, int threads,
                                         const WantsPair& wants);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_DOUBTFUL_PAIRS_H_
