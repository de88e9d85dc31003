// Reads names from a stream, such as standard input.
#ifndef SLEEVE_SCREEN_NAME_LIST_H_
#define SLEEVE_SCREEN_NAME_LIST_H_

#include <string>

namespace sleeve {

/// Names end in a newline, or in NUL when the first bytes of the stream (up to
/// 8192) hold one, as `find -print0` writes them. The last name may lack its
/// end; empty names are passed over. Longer than 65536 bytes, a name is cut.
class NameList {
 public:
  /// `file` is a descriptor, not closed here.
  explicit NameList(int file) : file_(file) {}

  /// Gives the next name; false at the end. Throws Error (io_error).
  bool next(std::string& name);

  /// Share of the stream that was read, 0 to 1; negative for a pipe.
  double progress() const;

 private:
  bool fill();

  int file_;
  std::string buffer_;
  size_t position_ = 0;
  size_t passed_ = 0;
  char end_ = '\n';
  bool started_ = false;
  bool drained_ = false;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_NAME_LIST_H_
