// Copies the shards of a run without the samples that may not stay.
#ifndef SLEEVE_SCREEN_CLEAN_COPY_H_
#define SLEEVE_SCREEN_CLEAN_COPY_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sleeve {

struct CleanCopy {
  int64_t shards = 0;               ///< that were written
  int64_t samples = 0;              ///< in them
  int64_t dropped = 0;              ///< samples that were left out
  std::vector<std::string> faults;  ///< shards that could not be copied, why
};

/// Writes each shard of the finished run into `to` with rewrite_shard(): a
/// sample stays only when every row about its key may (is_kept()), byte for
/// byte. Files outside of shards are not copied. Memory grows with the dropped
/// samples of one shard. Throws Error as for_each_row() does, and io_error.
CleanCopy write_clean(const std::filesystem::path& run,
                      const std::filesystem::path& to);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_CLEAN_COPY_H_
