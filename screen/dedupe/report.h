// Writes the lists of a run: groups, pairs, what to keep and what to drop.
#ifndef SLEEVE_SCREEN_DEDUPE_REPORT_H_
#define SLEEVE_SCREEN_DEDUPE_REPORT_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "screen/dedupe/corpus.h"
#include "screen/dedupe/dedupe_summary.h"
#include "screen/dedupe/duplicates.h"
#include "screen/dedupe/groups.h"

namespace sleeve {

/// The names of all files that write_report() writes.
std::vector<std::string> report_files();

/// Writes report_files() to where `path_of` says, and counts in `summary`:
/// groups.jsonl, pairs.csv, keep.txt, drop.txt, keep.npy, drop.npy,
/// low_information.txt and unchecked.jsonl. Lists hold a name a line; when one
/// of the names holds a newline itself, names end in NUL instead. Throws Error
/// (io_error).
void write_report(const Corpus& corpus, const Duplicates& duplicates,
                  const DuplicateGroups& groups,
                  const std::function<std::string(std::string_view)>& path_of,
                  DedupeSummary& summary);

/// A field of CSV, quoted where it must be.
std::string csv_text(std::string_view text);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_REPORT_H_
