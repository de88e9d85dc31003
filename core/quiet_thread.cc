#include "core/quiet_thread.h"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <climits>
#include <system_error>
#include <thread>

namespace sleeve {
namespace {

/// Gives this thread a copy of the process's file descriptors. Containers
/// often forbid unshare(), and old kernels do not know close_range().
bool own_descriptors() {
  return close_range(UINT_MAX, UINT_MAX, CLOSE_RANGE_UNSHARE) == 0 ||
         unshare(CLONE_FILES) == 0;
}

/// Opened once, before any sandbox forbids it.
int null_device() {
  static const int descriptor = open("/dev/null", O_WRONLY | O_CLOEXEC);
  return descriptor;
}

}  // namespace

void run_quietly(const std::function<void()>& work) {
  const int null = null_device();
  std::thread thread;
  try {
    thread = std::thread([&] {
      if (null >= 0 && own_descriptors()) dup2(null, STDERR_FILENO);
      work();
    });
  } catch (const std::system_error&) {
    work();
    return;
  }
  thread.join();
}

}  // namespace sleeve
