#include "index/threads.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "index/watch.h"

namespace sleeve {

void run_threads(size_t count, int threads,
                 const std::function<void(size_t)>& task) {
  std::atomic<size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&, watch = current_watch()] {
    const Watching watching(watch);
    for (size_t i = next++; i < count; i = next++) {
      try {
        task(i);
        checkpoint();
      } catch (...) {
        next = count;
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
      }
    }
  };
  {
    std::vector<std::jthread> helpers;
    const size_t wanted =
        std::min(count, static_cast<size_t>(std::max(threads, 1)));
    for (size_t i = 1; i < wanted; ++i) helpers.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace sleeve
