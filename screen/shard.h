// Streams the pictures of one tar archive, without extracting it.
#ifndef SLEEVE_SCREEN_SHARD_H_
#define SLEEVE_SCREEN_SHARD_H_

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "screen/archive.h"
#include "screen/name_set.h"
#include "screen/source.h"

namespace sleeve {

/// Reads a tar member by member, in order. A picture, told by its name or its
/// content, is a row; a member that accompanies pictures gives none. Rows with
/// a problem are: a sample (contiguous members of one key) without any
/// picture, a repeated member, a link, an empty picture and one beyond the
/// limit. A broken archive ends with one row that names the shard only.
class Shard {
 public:
  Shard(std::string path, const SourceOptions& options);

  /// Gives the next row, with the picture's bytes if `with_bytes`; false at
  /// the end. The rows are the same either way.
  bool next(Item& item, bool with_bytes);

  /// Share of the archive's bytes that were read, 0 to 1.
  double progress() const { return archive_.progress(); }

 private:
  bool next_row(Item& item, bool with_bytes);
  bool gather();
  bool step();
  bool take_member(Item& item, bool with_bytes);
  bool take_bytes(Item& item, bool with_bytes);
  void keep_row(std::vector<uint8_t>& bytes);
  bool leave_sample(Item& item);
  bool break_off(Item& item);
  void start_row(Item& item, const std::string& key, const std::string& member);

  std::string path_;
  SourceOptions options_;
  Archive archive_;
  Archive::Member member_;
  bool held_ = false;     ///< member_ waits for its turn
  bool drained_ = false;  ///< no member is left
  bool told_ = false;     ///< the row about a broken archive was given

  std::string key_;           ///< of the sample that is being read
  bool in_sample_ = false;    ///< a member of key_ was read
  bool has_picture_ = false;  ///< and a picture is among them
  NameSet seen_;              ///< picture members, and keys that have one

  // With sidecars, the rows of a sample wait until all of it was seen.
  std::deque<Item> waiting_;
  std::optional<Item> ahead_;  ///< the first row of the next sample
  std::map<std::string, std::string> rows_;  ///< JSON members by key
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_SHARD_H_
