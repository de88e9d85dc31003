// The leaf digests of an evidence log, beside it: which line is bad, if one is.
#ifndef SLEEVE_SCREEN_LEAF_FILE_H_
#define SLEEVE_SCREEN_LEAF_FILE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "screen/file_descriptor.h"
#include "screen/merkle.h"

namespace sleeve {

/// leaves.bin: 32 bytes for each line. Written behind the log, so that after a
/// kill it may be shorter; what it has must fit, or the log was changed. Every
/// call may throw Error (io_error).
class LeafFile {
 public:
  explicit LeafFile(std::string path);

  /// Takes a line of an earlier session, in order. False when the file has
  /// another digest for it.
  bool replay(std::string_view line);

  /// Call after the last replay(): cuts off what has no line.
  void start();

  void append(std::string_view line);

  /// Waits until the disk has all.
  void sync();

  Sha256Digest root() const { return root_.root(); }

 private:
  void flush();
  [[noreturn]] void fail(const char* what, int error) const;

  std::string path_;
  FileDescriptor file_;
  MerkleRoot root_;
  uint64_t written_ = 0;  ///< digests in the file
  std::string pending_;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_LEAF_FILE_H_
