// Groups pictures of low information, of which only the same bytes or the same
// pixels are duplicates.
#ifndef SLEEVE_SCREEN_DEDUPE_PLAIN_GROUPS_H_
#define SLEEVE_SCREEN_DEDUPE_PLAIN_GROUPS_H_

#include <vector>

#include "screen/dedupe/duplicates.h"

namespace sleeve {

/// Gives `plain` rows, from the best to the worst, their keepers in `result`,
/// and lists their pairs there. `digest` is called for those that may have the
/// pixels of others with other bytes.
void group_plain(const Corpus& corpus, const std::vector<uint32_t>& plain,
                 const DigestPixels& digest, Duplicates& result);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_PLAIN_GROUPS_H_
