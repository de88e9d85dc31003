// A result file that appears when it is whole.
#ifndef SLEEVE_SCREEN_DEDUPE_OUTPUT_FILE_H_
#define SLEEVE_SCREEN_DEDUPE_OUTPUT_FILE_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "screen/file_descriptor.h"

namespace sleeve {

/// Gathers bytes beside `path` (with ".new" behind its name). Every call may
/// throw Error (io_error); one that dies before finish() leaves the old file.
class OutputFile {
 public:
  explicit OutputFile(std::string path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(std::string_view bytes);

  /// Puts the file in its place, on the disk. Call once, last.
  void finish();

 private:
  [[noreturn]] void fail(int error) const;
  void flush();

  std::string path_;
  std::string fresh_;
  FileDescriptor file_;
  std::string pending_;
  bool finished_ = false;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_OUTPUT_FILE_H_
