// The thorough half of finding duplicates: asks what shows what, and groups
// further by the answers.
#ifndef SLEEVE_SCREEN_DEDUPE_PART_STAGE_H_
#define SLEEVE_SCREEN_DEDUPE_PART_STAGE_H_

#include "screen/dedupe/duplicates.h"
#include "screen/dedupe/nodes.h"

namespace sleeve {

/// Whether rows are near by hash and features: the same picture for sure.
using IsNear = std::function<bool(uint32_t a, uint32_t b)>;

/// Changes `groups`, which the hashes alone made, and adds to result.pairs and
/// result.shown. Where codes crowd, only the kept nodes take part, and those
/// of them that have members stay kept.
void join_parts(const Corpus& corpus, const Nodes& nodes,
                const DuplicateOptions& options, const IsNear& near,
                CodeGroups& groups, Duplicates& result);

/// Gives rows that are near to no reference (result.keepers) to one that shows
/// them or that they show. `groups` are stars of all nodes.
void join_cross_parts(const Corpus& corpus, const Nodes& nodes,
                      const DuplicateOptions& options, const IsNear& near,
                      const CodeGroups& groups, Duplicates& result);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_PART_STAGE_H_
