// Records what is going to happen to files before it happens.
#ifndef SLEEVE_SCREEN_DEDUPE_APPLY_JOURNAL_H_
#define SLEEVE_SCREEN_DEDUPE_APPLY_JOURNAL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "index/sha256.h"
#include "screen/file_descriptor.h"
#include "screen/journal.h"

namespace sleeve {

/// Its name in an output directory.
inline constexpr char kApplyJournal[] = "apply.jsonl";

/// One change of one file, with all that is needed to take it back. Paths are
/// absolute.
struct ApplyStep {
  enum class Kind {
    remove,    ///< its bytes are those of the keeper
    hardlink,  ///< the same; a hard link to the keeper takes its place
    symlink,   ///< the same, with a symbolic link
    move,      ///< to another place
    trash,     ///< to the trash, from which it may be purged
  };

  Kind kind = Kind::remove;
  std::string path;
  std::string keeper;
  std::string to;    ///< where it is then; for move and trash
  std::string link;  ///< what the name pointed to; empty for plain files
  Sha256Digest sha256{};
  uint32_t mode = 0;
  int64_t modified = 0;  ///< nanoseconds since 1970

  bool operator==(const ApplyStep&) const = default;
};

/// "delete", "hardlink", "symlink", "move", "trash".
const char* step_name(ApplyStep::Kind kind);

/// The file apply.jsonl: steps, numbered from 0, and which of them are closed:
/// failed, taken back, or purged. Steps stay on the disk; memory is 16 bytes
/// for each. Every call may throw Error (io_error).
class ApplyJournal {
 public:
  /// Throws Error (corrupt) when a line makes no sense.
  explicit ApplyJournal(const std::string& path);

  size_t size() const { return places_.size(); }
  bool is_open(size_t step) const { return open_[step]; }

  /// A step that is on the disk: it was there, or sync() came after it.
  ApplyStep step(size_t number) const;

  void add(const ApplyStep& step);
  void close(size_t step, const char* how);

  /// Waits until the disk has all.
  void sync() { journal_.sync(); }

 private:
  struct Place {
    uint64_t begin = 0;
    uint32_t bytes = 0;
  };
  void read(int64_t number, std::string_view line);
  void note_step(uint64_t begin, size_t bytes);

  std::string path_;
  Journal journal_;
  FileDescriptor file_;  ///< to read steps again
  std::vector<Place> places_;
  std::vector<bool> open_;
  uint64_t read_ = 0;  ///< bytes of the lines that were replayed
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_APPLY_JOURNAL_H_
