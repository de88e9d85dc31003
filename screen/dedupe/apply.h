// Does to files what the lists say: links, moves or deletes duplicates.
#ifndef SLEEVE_SCREEN_DEDUPE_APPLY_H_
#define SLEEVE_SCREEN_DEDUPE_APPLY_H_

#include <string>

#include "screen/dedupe/corpus.h"
#include "screen/dedupe/dedupe_summary.h"
#include "screen/dedupe/groups.h"
#include "screen/run_folder.h"

namespace sleeve {

enum class ApplyAction {
  hardlink,  ///< identical ones become hard links to their keepers
  symlink,   ///< identical ones become symbolic links to their keepers
  move,      ///< all go to another folder
  remove,    ///< identical ones are deleted, others go to the trash
};

struct ApplyOptions {
  ApplyAction action = ApplyAction::move;
  bool dry_run = false;  ///< only plan.jsonl is written
  std::string move_to;   ///< folder; "moved" in the output when empty
};

/// Applies the action to every file that is dropped.
///
/// (1) Each change is on the disk in apply.jsonl before it is made, so that a
///     kill at any moment leaves nothing that undo_applied() does not know.
/// (2) A file is touched only if it and its keeper still have the bytes that
///     were fingerprinted. Members of shards, names of the very file that is
///     kept, and what cannot be changed are left, with the reason counted.
/// (3) Run again after a kill, it goes on with the files that are left.
///
/// Throws Error (io_error, corrupt) for the journal; single files never throw.
ApplySummary apply_duplicates(const Corpus& corpus,
                              const std::vector<uint32_t>& keepers,
                              const DuplicateGroups& groups,
                              const ApplyOptions& options,
                              const RunFolder& folder);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_APPLY_H_
