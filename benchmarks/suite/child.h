// Runs a program and says what it took.
#ifndef SLEEVE_BENCHMARKS_SUITE_CHILD_H_
#define SLEEVE_BENCHMARKS_SUITE_CHILD_H_

#include <cstdint>
#include <string>
#include <vector>

namespace sleeve::suite {

struct ChildRun {
  int exit_code = -1;  ///< -1 when it was killed or could not be started
  double seconds = 0;

  /// Of the largest process among it and its own; of it alone when that is no
  /// more than this process has.
  int64_t peak_kilobytes = 0;
};

/// Runs arguments[0], found on the PATH, with standard output and error in the
/// file `log`. Throws Error (io_error) when no process can be made.
ChildRun run_child(const std::vector<std::string>& arguments,
                   const std::string& log);

}  // namespace sleeve::suite

#endif  // SLEEVE_BENCHMARKS_SUITE_CHILD_H_
