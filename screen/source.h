// Turns the inputs a person names into pictures, one after another, in order.
#ifndef SLEEVE_SCREEN_SOURCE_H_
#define SLEEVE_SCREEN_SOURCE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/origin.h"
#include "screen/provenance.h"

namespace sleeve {

/// Names one picture: a file by its path, a member of a tar shard by shard,
/// key and member.
struct PictureName {
  std::string path;    ///< the file; for a shard's member "shard/member"
  std::string shard;   ///< path of the tar; empty for files
  std::string key;     ///< WebDataset key: member up to its first dot
  std::string member;  ///< name in the tar; empty for files

  bool operator==(const PictureName&) const = default;
};

/// One row: a picture that can be read, or the reason why it cannot.
struct Item {
  PictureName name;

  /// Filled for members of shards, which stream past only once. For files it
  /// is empty until read_bytes().
  std::vector<uint8_t> bytes;

  /// What it was before it was resized, where the caller knows; sidecars may
  /// tell too.
  Origin origin;

  /// What accompanies the picture, with SourceOptions::sidecars.
  Sidecars sidecars;

  /// Set when this row can only be `unchecked`: a broken shard, an unreadable
  /// folder, a duplicate key.
  std::optional<Problem> problem;
};

struct SourceOptions {
  size_t max_bytes = size_t{256} << 20;  ///< larger pictures are too_large
  int names_file = 0;                    ///< descriptor that "-" reads
  bool sidecars = false;                 ///< read what accompanies pictures too

  /// A folder below the inputs that is passed over; none when empty.
  std::string skipped;

  /// Asked before the bytes of a shard's picture are read; where it says no,
  /// next() leaves them out. Wants all when empty.
  std::function<bool(const PictureName&)> wants;
};

/// Walks files, folders (recursive, names in byte order), tar shards
/// (streamed; a folder's tars too), WARC files, brace ranges
/// ("shards/{00000..00010}.tar") and "-" (names on standard input, one a line,
/// or ended by NUL). Files that accompany pictures, such as captions, give no
/// row unless they hold a picture themselves. Memory does not grow with the
/// data set, but for the names of one folder, and 16 bytes for each member of
/// one shard, at a time.
class Source {
 public:
  /// Throws Error (not_found) when an input that names no pattern does not
  /// exist, before anything is read; invalid_argument for a bad brace range.
  static std::unique_ptr<Source> open(const std::vector<std::string>& inputs,
                                      const SourceOptions& options = {});
  virtual ~Source() = default;

  /// Gives the next row; false at the end. Same inputs, same order.
  virtual bool next(Item& item) = 0;

  /// As next(), but leaves the bytes of a shard's member out.
  virtual bool skip(Item& item) = 0;

  /// How far along it is, 0 to 1, by what is known without reading ahead;
  /// negative when nothing is known.
  virtual double progress() const = 0;
};

/// Reads the bytes of `item` when it is a file; does nothing when they are
/// there already or when item.problem is set. What goes wrong becomes
/// item.problem (unreadable, empty, too_large).
void read_bytes(Item& item, const SourceOptions& options = {});

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_SOURCE_H_
