// A file of lines that only grows, and survives being killed at any moment.
#ifndef SLEEVE_SCREEN_JOURNAL_H_
#define SLEEVE_SCREEN_JOURNAL_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "index/sha256.h"
#include "screen/file_descriptor.h"

namespace sleeve {

/// Belongs to one thread at a time. Every call may throw Error (io_error).
class Journal {
 public:
  /// Opens the file, or makes it.
  explicit Journal(std::string path);

  /// Calls `visit(number, line)` for every complete line, from 0 on and
  /// without newlines. A torn last line, which a kill left, is cut off the
  /// file. Call once, before append().
  void replay(const std::function<void(int64_t, std::string_view)>& visit);

  /// Appends `line` and a newline; it is on its way to the file after a quarter
  /// of a second, a megabyte, or flush(). When the disk is full, lines that are
  /// not wholly written are cut off again.
  void append(std::string_view line);

  void flush();

  /// flush(), then waits until the disk has all.
  void sync();

  int64_t lines() const { return lines_; }
  uint64_t bytes() const { return bytes_; }

  /// SHA-256 of the whole file. Call once, last.
  std::string digest() { return digest_.hex(); }

 private:
  [[noreturn]] void fail(const char* what, int error);
  void cut(uint64_t size);
  void count(std::string_view text);

  std::string path_;
  FileDescriptor file_;
  std::string pending_;
  double flushed_ = 0;  ///< when, in seconds of the steady clock
  int64_t lines_ = 0;
  uint64_t bytes_ = 0;  ///< with what is pending
  Sha256 digest_;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_JOURNAL_H_
