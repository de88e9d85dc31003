#include "screen/dedupe/undo.h"

#include <string>
#include <vector>

#include "screen/dedupe/apply_journal.h"
#include "screen/dedupe/file_actions.h"
#include "screen/run_folder.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;
using Kind = ApplyStep::Kind;

// Steps that are taken back before the journal says so.
constexpr size_t kBatch = 64;

// Whether the name has what it had before the step.
bool is_as_before(const ApplyStep& step) {
  return step.link.empty() ? link_target(step.path).empty() &&
                                 digest_of_file(step.path) == step.sha256
                           : link_target(step.path) == step.link;
}

std::string move_back(const ApplyStep& step) {
  // A step that failed, or came to nothing, left it there.
  if (is_as_before(step)) return "";
  if (!facts_of(step.to, false)) return "it is no longer where it was moved";
  return move_file(step.to, step.path);
}

// What stands in the way of taking a step back; empty when it is taken back,
// or when nothing was done.
std::string take_back(const ApplyStep& step) {
  remove_leftover(step.path);
  if (!step.to.empty()) remove_leftover(step.to);
  if (step.kind == Kind::move || step.kind == Kind::trash) {
    return move_back(step);
  }
  const auto there = facts_of(step.path, false);
  if (step.kind == Kind::remove && there) return "";
  if (step.kind == Kind::hardlink &&
      (!there || !facts_of(step.keeper, true) ||
       !there->same_file(*facts_of(step.keeper, true)))) {
    return there ? "" : "it is gone";
  }
  if (step.kind == Kind::symlink && link_target(step.path) != step.keeper) {
    return there ? "" : "it is gone";
  }
  if (!step.link.empty()) return put_symlink(step.link, step.path);
  if (digest_of_file(step.keeper) != step.sha256) {
    return "its keeper, which has its bytes, is gone or has changed";
  }
  return put_copy(step.keeper, step.path, step.mode, step.modified);
}

// What was taken back is on the disk before the journal says so.
void close_steps(std::vector<size_t>& undone, ApplyJournal& journal) {
  for (const size_t i : undone) sync_parent(journal.step(i).path);
  for (const size_t i : undone) journal.close(i, "undone");
  journal.sync();
  undone.clear();
}

void count(ApplySummary& summary, const std::string& fault) {
  if (fault.empty()) {
    ++summary.done;
  } else {
    ++summary.skipped;
    ++summary.reasons[fault];
  }
}

}  // namespace

ApplySummary undo_applied(const fs::path& output) {
  const RunFolder folder(output);
  ApplyJournal journal(folder.file(kApplyJournal));
  ApplySummary summary;
  summary.action = "undo";
  std::vector<size_t> undone;
  for (size_t i = journal.size(); i-- > 0;) {
    if (!journal.is_open(i)) continue;
    const std::string fault = take_back(journal.step(i));
    count(summary, fault);
    if (fault.empty()) undone.push_back(i);
    if (undone.size() == kBatch) close_steps(undone, journal);
  }
  close_steps(undone, journal);
  return summary;
}

ApplySummary empty_trash(const fs::path& output) {
  const RunFolder folder(output);
  ApplyJournal journal(folder.file(kApplyJournal));
  ApplySummary summary;
  summary.action = "empty trash";
  for (size_t i = 0; i < journal.size(); ++i) {
    if (!journal.is_open(i)) continue;
    const ApplyStep step = journal.step(i);
    const auto facts = facts_of(step.to, false);
    if (step.kind != Kind::trash || !facts) continue;
    const std::string fault = remove_file(step.to);
    count(summary, fault);
    if (!fault.empty()) continue;
    summary.bytes += facts->bytes;
    journal.close(i, "purged");
    std::error_code error;
    fs::remove(fs::path(step.to).parent_path(), error);  // when it is empty
  }
  journal.sync();
  return summary;
}

}  // namespace sleeve
