// Copies a WARC file without some of its records, byte for byte.
#ifndef SLEEVE_SCREEN_WARC_REWRITER_H_
#define SLEEVE_SCREEN_WARC_REWRITER_H_

#include <string>

#include "screen/shard_rewriter.h"

namespace sleeve {

/// As rewrite_shard() does with tar files: records (in a compressed file, gzip
/// members) are copied as they are or left out. `drop` is asked for the keys of
/// responses, resources and conversions; records that are about one that is
/// left out (its request, its metadata, revisits) are left out with it.
/// Also throws Error (corrupt) when a record that stays shares its gzip member
/// with one that goes.
ShardRewrite rewrite_warc(const std::string& from, const std::string& to,
                          const DropSample& drop);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_WARC_REWRITER_H_
