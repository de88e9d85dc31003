// Data on standard output, notes on standard error.
#ifndef SLEEVE_CLI_OUTPUT_H_
#define SLEEVE_CLI_OUTPUT_H_

#include <string>
#include <string_view>

#include "cli/verbs.h"

namespace sleeve::cli {

/// Writes `line` and a newline to standard output. Throws Error (io_error)
/// when it cannot be written, so that a full disk is never taken for success.
void print_line(std::string_view line);

/// Empties the buffer of standard output. Throws like print_line().
void flush_output();

/// Writes a note to standard error unless --quiet.
void note(const Globals& globals, std::string_view sentence);

/// `text` as one field of a tab-separated line: backslash, tab, newline and
/// carriage return become \\, \t, \n and \r.
std::string field(std::string_view text);

/// Tells on standard error how many pictures are done: one line rewritten on a
/// terminal, a plain line every ten seconds elsewhere, nothing with --quiet.
class Progress {
 public:
  Progress(const Globals& globals, std::string verb);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// `share` is how far the inputs are read, 0 to 1, negative when unknown.
  void step(double share);

 private:
  void show(double seconds, double share);

  bool enabled_;
  bool terminal_;
  std::string verb_;
  long done_ = 0;
  double started_;
  double shown_;
};

}  // namespace sleeve::cli

#endif  // SLEEVE_CLI_OUTPUT_H_
