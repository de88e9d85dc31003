// Writes the shards of a run anew, without the samples that are dropped.
#ifndef SLEEVE_SCREEN_DEDUPE_CLEAN_SHARDS_H_
#define SLEEVE_SCREEN_DEDUPE_CLEAN_SHARDS_H_

#include <string>
#include <vector>

#include "screen/dedupe/corpus.h"
#include "screen/dedupe/dedupe_summary.h"

namespace sleeve {

/// Writes every shard with rows (but not references) to `folder`, under
/// names_below() of their paths; see rewrite_shard(). A sample is left out
/// when all its pictures are duplicates (`keepers` as in Duplicates). A broken
/// shard is a failure in the summary and writes nothing. Throws Error:
/// io_error; invalid_argument when a shard would replace itself.
CleanSummary write_clean_shards(const Corpus& corpus,
                                const std::vector<uint32_t>& keepers,
                                const std::string& folder);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_CLEAN_SHARDS_H_
