// Changes of single files that are whole or did not happen.
#ifndef SLEEVE_SCREEN_DEDUPE_FILE_ACTIONS_H_
#define SLEEVE_SCREEN_DEDUPE_FILE_ACTIONS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "index/sha256.h"

namespace sleeve {

/// What the system knows of a name.
struct FileFacts {
  uint64_t device = 0;
  uint64_t inode = 0;
  uint64_t bytes = 0;
  int64_t modified = 0;  ///< nanoseconds since 1970
  uint32_t mode = 0;     ///< permissions
  bool regular = false;
  bool is_link = false;  ///< only without following

  bool same_file(const FileFacts& other) const {
    return device == other.device && inode == other.inode;
  }
};

/// Nothing when there is no such name (or, following links, nothing behind).
std::optional<FileFacts> facts_of(const std::string& path, bool follow_links);

/// The digest of a regular file's bytes; nothing when it cannot be read.
std::optional<Sha256Digest> digest_of_file(const std::string& path);

/// What a symbolic link points to; empty when it is none.
std::string link_target(const std::string& path);

// Each of these returns "" when it is done, else why it is not; then all is
// as before, but for folders that were made.

/// Across file systems, too: then the copy is on the disk before `from` goes.
/// Never replaces a file.
std::string move_file(const std::string& from, const std::string& to);

/// Puts a copy of `from` at `path` in one step, with these permissions and
/// time.
std::string put_copy(const std::string& from, const std::string& path,
                     uint32_t mode, int64_t modified);

/// Puts a hard link to `target` at `path` in one step.
std::string put_hardlink(const std::string& target, const std::string& path);

/// Puts a symbolic link with this text at `path` in one step.
std::string put_symlink(const std::string& text, const std::string& path);

std::string remove_file(const std::string& path);

/// Removes what one of the above left beside `path` when it was killed.
void remove_leftover(const std::string& path);

/// Makes the name `path` survive power loss, as far as its folder can be read.
void sync_parent(const std::string& path);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_FILE_ACTIONS_H_
