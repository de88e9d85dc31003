// Takes back what was done to files, or makes it final.
#ifndef SLEEVE_SCREEN_DEDUPE_UNDO_H_
#define SLEEVE_SCREEN_DEDUPE_UNDO_H_

#include <filesystem>

#include "screen/dedupe/dedupe_summary.h"

namespace sleeve {

/// Takes back all that apply_duplicates() did in this output directory, the
/// latest first. What cannot be restored is left, with the reason counted;
/// call again when it is mended. Throws as apply_duplicates().
ApplySummary undo_applied(const std::filesystem::path& output);

/// Deletes for good what lies in the trash. Throws as apply_duplicates().
ApplySummary empty_trash(const std::filesystem::path& output);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_UNDO_H_
