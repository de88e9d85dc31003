#include "screen/dedupe/clean_shards.h"

#include <filesystem>
#include <map>

#include "core/error.h"
#include "index/disk.h"
#include "screen/shard_rewriter.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;

// Rows [begin, end) of one shard.
struct ShardRows {
  std::string path;
  uint32_t begin = 0;
  uint32_t end = 0;
};

std::vector<ShardRows> shards_of(const Corpus& corpus) {
  std::vector<ShardRows> shards;
  for (uint32_t row = corpus.references; row < corpus.size(); ++row) {
    const std::string_view shard = corpus.row(row).shard();
    if (shard.empty()) continue;
    const bool goes_on = !shards.empty() && shards.back().path == shard &&
                         shards.back().end == row;
    if (!goes_on) shards.push_back({std::string(shard), row, row});
    shards.back().end = row + 1;
  }
  return shards;
}

// For each key whether some picture of the sample stays.
std::map<std::string, bool> samples_that_stay(
    const Corpus& corpus, const std::vector<uint32_t>& keepers,
    const ShardRows& shard) {
  std::map<std::string, bool> stays;
  for (uint32_t row = shard.begin; row < shard.end; ++row) {
    const bool dropped = keepers[row] != kNoRow && keepers[row] != row;
    stays[corpus.row(row).name().key] |= !dropped;
  }
  return stays;
}

void refuse_to_replace(const std::string& from, const fs::path& to) {
  std::error_code error;
  if (!fs::equivalent(from, to, error)) return;
  throw Error(ErrorCode::invalid_argument,
              "The clean shard would replace \"" + from +
                  "\" itself. Name another folder for clean shards.");
}

}  // namespace

CleanSummary write_clean_shards(const Corpus& corpus,
                                const std::vector<uint32_t>& keepers,
                                const std::string& folder) {
  CleanSummary summary;
  summary.folder = folder;
  const std::vector<ShardRows> shards = shards_of(corpus);
  std::vector<std::string> paths;
  for (const ShardRows& shard : shards) paths.push_back(shard.path);
  const std::vector<std::string> names = names_below(paths);
  for (size_t i = 0; i < shards.size(); ++i) {
    const fs::path to = fs::path(folder) / names[i];
    refuse_to_replace(shards[i].path, to);
    make_directories(to.parent_path());
    const auto stays = samples_that_stay(corpus, keepers, shards[i]);
    try {
      const ShardRewrite done =
          rewrite_shard(shards[i].path, to, [&](const std::string& key) {
            const auto sample = stays.find(key);
            return sample != stays.end() && !sample->second;
          });
      ++summary.shards;
      summary.samples += done.samples;
      summary.dropped += done.dropped;
    } catch (const Error& error) {
      if (error.code() != ErrorCode::corrupt) throw;
      summary.failures.emplace_back(error.what());
    }
  }
  return summary;
}

}  // namespace sleeve
