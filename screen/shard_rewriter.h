// Copies a tar shard or a WARC file without some of its samples, byte for byte.
#ifndef SLEEVE_SCREEN_SHARD_REWRITER_H_
#define SLEEVE_SCREEN_SHARD_REWRITER_H_

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace sleeve {

/// What a rewritten shard kept and left out. A sample is a run of members with
/// one key; in a WARC file a response, resource or conversion record.
struct ShardRewrite {
  int64_t samples = 0;  ///< that were kept
  int64_t dropped = 0;  ///< samples that were left out
  int64_t members = 0;  ///< that were kept
  uint64_t bytes = 0;   ///< of the new archive, before compression

  bool operator==(const ShardRewrite&) const = default;
};

/// Whether the sample of this WebDataset key shall be left out. Asked once for
/// each run of members with one key, in the order of the archive.
using DropSample = std::function<bool(const std::string& key)>;

/// Writes to `to` what `from` holds without the samples that `drop` names.
///
/// (1) Headers, contents and padding of what is kept stay as they are, byte
///     for byte, and in order; nothing is decoded. Dropping nothing gives the
///     same archive (before compression, which is done anew and alike).
/// (2) Hard links to members that are left out are left out with them.
/// (3) In WARC files (has_warc_extension()) records and gzip members are what
///     is kept or left out: rewrite_warc().
/// (4) The new file appears when it is whole; memory does not grow with it.
///
/// Throws Error: corrupt when `from` is broken or cannot be read, since what
/// its lost part holds nobody knows; io_error when `to` cannot be written.
ShardRewrite rewrite_shard(const std::string& from, const std::string& to,
                           const DropSample& drop);

/// Where copies of files go in a folder of their own: the paths without the
/// folders that all of them share, "00000.tar" for one alone. Parts ".." are
/// written "__". Distinct paths get distinct names.
std::vector<std::string> names_below(std::span<const std::string> paths);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_SHARD_REWRITER_H_
