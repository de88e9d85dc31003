#include "screen/clean_copy.h"

#include <set>

#include "core/error.h"
#include "screen/evidence_rows.h"
#include "screen/shard_rewriter.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;

struct Wanted {
  std::string shard;
  std::string name;  ///< below the target folder
};

std::vector<Wanted> shards_of(const fs::path& run) {
  std::vector<std::string> shards;
  for_each_row(run, [&](const EvidenceRow& row) {
    if (row.shard.empty()) return;
    if (shards.empty() || shards.back() != row.shard) {
      shards.push_back(row.shard);
    }
  });
  const std::vector<std::string> names = names_below(shards);
  std::vector<Wanted> wanted;
  for (size_t i = 0; i < shards.size(); ++i) {
    wanted.push_back({shards[i], names[i]});
  }
  return wanted;
}

void copy_shard(const Wanted& wanted, const fs::path& to,
                const std::set<std::string>& dropped, CleanCopy& copy) {
  const fs::path target = to / wanted.name;
  fs::create_directories(target.parent_path());
  try {
    const ShardRewrite done = rewrite_shard(
        wanted.shard, target.string(),
        [&](const std::string& key) { return dropped.count(key) != 0; });
    ++copy.shards;
    copy.samples += done.samples;
    copy.dropped += done.dropped;
  } catch (const Error& error) {
    if (error.code() != ErrorCode::corrupt) throw;
    copy.faults.emplace_back(error.what());
  }
}

}  // namespace

CleanCopy write_clean(const fs::path& run, const fs::path& to) {
  const std::vector<Wanted> wanted = shards_of(run);
  CleanCopy copy;
  std::set<std::string> dropped;
  size_t next = 0;
  std::string present;
  const auto finish = [&] {
    if (!present.empty()) copy_shard(wanted[next++], to, dropped, copy);
    dropped.clear();
  };
  for_each_row(run, [&](const EvidenceRow& row) {
    if (row.shard.empty()) return;
    if (row.shard != present) finish();
    present = row.shard;
    if (!is_kept(row.verdict)) dropped.insert(row.key);
  });
  finish();
  return copy;
}

}  // namespace sleeve
