// Starts and ends child processes, from programs with many threads.
#ifndef SLEEVE_SCREEN_SPAWN_H_
#define SLEEVE_SCREEN_SPAWN_H_

#include <string>
#include <vector>

namespace sleeve {

/// Runs arguments[0] with `socket` and `memory` as descriptors 3 and 4, its
/// standard streams on /dev/null, every other descriptor closed, and apart
/// from the terminal's signals. Returns 0 and fills `child` with its process
/// id, or returns an errno value.
int spawn(const std::vector<std::string>& arguments, int socket, int memory,
          int& child);

/// Waits up to `patience` seconds for `child` to end by itself, then kills it.
/// Says how it ended: "SIGSEGV", "exit code 1" or "killed by Sleeve".
std::string kill_and_reap(int child, double patience);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_SPAWN_H_
