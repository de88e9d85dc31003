// Runs numbered tasks on a few threads.
#ifndef SLEEVE_INDEX_THREADS_H_
#define SLEEVE_INDEX_THREADS_H_

#include <cstddef>
#include <functional>

namespace sleeve {

/// Calls task(0) to task(count - 1), each once, in ascending order of start,
/// on at most `threads` threads, the caller's among them. When tasks throw,
/// no further ones start and one of the exceptions is thrown on. Whoever
/// watches the caller (index/watch.h) watches the tasks, and is asked after
/// each: a task that waits for an earlier one waits for one that was started.
void run_threads(size_t count, int threads,
                 const std::function<void(size_t)>& task);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_THREADS_H_
