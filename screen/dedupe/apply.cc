#include "screen/dedupe/apply.h"

#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "screen/dedupe/apply_journal.h"
#include "screen/dedupe/duplicates.h"
#include "screen/dedupe/file_actions.h"
#include "screen/dedupe/output_file.h"
#include "screen/record.h"
#include "screen/shard_rewriter.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;
using Kind = ApplyStep::Kind;

constexpr char kPlan[] = "plan.jsonl";

// Changes that are recorded together before they are made.
constexpr size_t kBatch = 64;

std::string absolute(const std::string& path) {
  return fs::absolute(path).lexically_normal().string();
}

const char* action_name(ApplyAction action) {
  static constexpr const char* kNames[] = {"hardlink", "symlink", "move",
                                           "delete"};
  return kNames[static_cast<int>(action)];
}

std::string do_step(const ApplyStep& step) {
  switch (step.kind) {
    case Kind::remove:
      return remove_file(step.path);
    case Kind::hardlink:
      return put_hardlink(step.keeper, step.path);
    case Kind::symlink:
      return put_symlink(step.keeper, step.path);
    default:
      return move_file(step.path, step.to);
  }
}

// Plans and makes the changes of one call.
class Applier {
 public:
  Applier(const Corpus& corpus, const std::vector<uint32_t>& keepers,
          const ApplyOptions& options, const RunFolder& folder)
      : corpus_(corpus),
        options_(options),
        folder_(folder),
        plan_(folder.file(kPlan)) {
    if (!options.dry_run) journal_.emplace(folder.file(kApplyJournal));
    summary_.action = action_name(options.action);
    summary_.dry_run = options.dry_run;
    if (options.action == ApplyAction::move) name_destinations(keepers);
  }

  ApplySummary run(const DuplicateGroups& groups) {
    for (size_t i = 0; i < groups.size(); ++i) plan_group(groups[i]);
    make_changes();
    plan_.finish();
    return summary_;
  }

 private:
  struct Planned {
    ApplyStep step;
    uint64_t bytes = 0;
  };

  // Where files go that are moved.
  void name_destinations(const std::vector<uint32_t>& keepers) {
    const std::string home =
        options_.move_to.empty() ? folder_.file("moved") : options_.move_to;
    std::vector<uint32_t> rows;
    std::vector<std::string> paths;
    for (uint32_t row = 0; row < corpus_.size(); ++row) {
      const bool dropped = keepers[row] != kNoRow && keepers[row] != row;
      if (!dropped || !corpus_.row(row).shard().empty()) continue;
      rows.push_back(row);
      paths.push_back(absolute(std::string(corpus_.row(row).path())));
    }
    const auto names = names_below(paths);
    for (size_t i = 0; i < rows.size(); ++i) {
      destinations_[rows[i]] = absolute((fs::path(home) / names[i]).string());
    }
  }

  // Facts of a keeper that is still what was fingerprinted.
  struct Keeper {
    std::string path;  ///< empty for a member of a shard
    FileFacts facts;
    std::string fault;
  };

  Keeper look_at_keeper(uint32_t row) const {
    const RecordView record = corpus_.row(row);
    Keeper keeper;
    const bool in_shard = !record.shard().empty();
    const std::string path(in_shard ? record.shard() : record.path());
    const auto facts = facts_of(path, true);
    if (!facts) {
      keeper.fault = "its keeper is gone";
    } else if (in_shard ? facts->modified != record.numbers().modified
                        : digest_of_file(path) != record.numbers().sha256) {
      keeper.fault = "its keeper has changed";
    } else {
      keeper.facts = *facts;
    }
    if (!in_shard) keeper.path = absolute(path);
    return keeper;
  }

  void plan_group(const DuplicateGroup& group) {
    std::optional<Keeper> keeper;
    for (const uint32_t row : group.members) {
      if (row < corpus_.references) continue;
      if (!corpus_.row(row).shard().empty()) {
        leave(row, "it is a member of a shard; --write-clean leaves it out");
        continue;
      }
      // Read once a group, and only when it has files.
      if (!keeper) keeper = look_at_keeper(group.keeper);
      plan_row(row, group.keeper, *keeper);
    }
  }

  void plan_row(uint32_t row, uint32_t keeper_row, const Keeper& keeper) {
    if (!keeper.fault.empty()) return leave(row, keeper.fault.c_str());
    const RecordView record = corpus_.row(row);
    const std::string path = absolute(std::string(record.path()));
    const auto name = facts_of(path, false);
    const auto file = facts_of(path, true);
    if (!name || !file) return leave(row, "it is gone");
    if (!keeper.path.empty() && file->same_file(keeper.facts)) {
      return leave(row, "it is the very file that is kept");
    }
    if (digest_of_file(path) != record.numbers().sha256) {
      return leave(row, "it has changed");
    }
    const bool identical =
        !keeper.path.empty() && same_bytes(corpus_, row, keeper_row);
    const auto kind = step_kind(identical);
    if (!kind) return leave(row, "its bytes are not those of a kept file");
    Planned planned;
    planned.bytes = name->is_link ? 0 : file->bytes;
    planned.step = {*kind,
                    path,
                    keeper.path,
                    "",
                    name->is_link ? link_target(path) : "",
                    record.numbers().sha256,
                    file->mode,
                    file->modified};
    place(row, planned.step);
    add(planned);
  }

  std::optional<Kind> step_kind(bool identical) const {
    switch (options_.action) {
      case ApplyAction::move:
        return Kind::move;
      case ApplyAction::remove:
        return identical ? Kind::remove : Kind::trash;
      case ApplyAction::hardlink:
        return identical ? std::optional(Kind::hardlink) : std::nullopt;
      default:
        return identical ? std::optional(Kind::symlink) : std::nullopt;
    }
  }

  void place(uint32_t row, ApplyStep& step) {
    if (step.kind == Kind::move) step.to = destinations_[row];
    if (step.kind != Kind::trash) return;
    const size_t number = (journal_ ? journal_->size() : 0) + planned_.size();
    step.to = absolute(folder_.file("trash/" + std::to_string(number) + "/" +
                                    fs::path(step.path).filename().string()));
  }

  void leave(uint32_t row, const char* why) {
    ++summary_.skipped;
    ++summary_.reasons[why];
    Record record;
    record.put("path", corpus_.row(row).path());
    record.put("left", why);
    plan_.write(record.line() + "\n");
  }

  void add(const Planned& planned) {
    Record record;
    record.put("path", planned.step.path);
    record.put("action", step_name(planned.step.kind));
    record.put("keeper", planned.step.keeper);
    if (!planned.step.to.empty()) record.put("to", planned.step.to);
    plan_.write(record.line() + "\n");
    planned_.push_back(planned);
    if (planned_.size() == kBatch) make_changes();
  }

  // Records all that is planned, then does it.
  void make_changes() {
    size_t step = journal_ ? journal_->size() : 0;
    if (journal_ && !planned_.empty()) {
      for (const Planned& planned : planned_) journal_->add(planned.step);
      journal_->sync();
    }
    for (const Planned& planned : planned_) {
      const std::string fault = options_.dry_run ? "" : do_step(planned.step);
      if (fault.empty()) {
        ++summary_.done;
        summary_.bytes += planned.bytes;
      } else {
        ++summary_.skipped;
        ++summary_.reasons[fault];
        // There is nothing to take back.
        if (journal_) journal_->close(step, "failed");
      }
      ++step;
    }
    if (journal_) journal_->sync();
    planned_.clear();
  }

  const Corpus& corpus_;
  const ApplyOptions& options_;
  const RunFolder& folder_;
  OutputFile plan_;
  std::optional<ApplyJournal> journal_;
  std::unordered_map<uint32_t, std::string> destinations_;
  std::vector<Planned> planned_;
  ApplySummary summary_;
};

}  // namespace

ApplySummary apply_duplicates(const Corpus& corpus,
                              const std::vector<uint32_t>& keepers,
                              const DuplicateGroups& groups,
                              const ApplyOptions& options,
                              const RunFolder& folder) {
  return Applier(corpus, keepers, options, folder).run(groups);
}

}  // namespace sleeve
