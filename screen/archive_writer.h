// Writes a file of bytes, compressed as an archive was; a fence around
// libarchive.
#ifndef SLEEVE_SCREEN_ARCHIVE_WRITER_H_
#define SLEEVE_SCREEN_ARCHIVE_WRITER_H_

#include <memory>
#include <span>
#include <string>

#include "screen/archive.h"

namespace sleeve {

/// Gathers the bytes beside `path` (with ".new" behind its name), which
/// appears only when all are there and on the disk. Every call may throw Error
/// (io_error); one that is destroyed before finish() leaves nothing.
class ArchiveWriter {
 public:
  ArchiveWriter(std::string path, Archive::Compression compression);
  ~ArchiveWriter();
  ArchiveWriter(const ArchiveWriter&) = delete;
  ArchiveWriter& operator=(const ArchiveWriter&) = delete;

  void write(std::span<const uint8_t> bytes);

  /// Puts the file in its place. Call once, last.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_ARCHIVE_WRITER_H_
