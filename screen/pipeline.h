// Works on rows on all cores and hands them over in the order they came.
#ifndef SLEEVE_SCREEN_PIPELINE_H_
#define SLEEVE_SCREEN_PIPELINE_H_

#include <functional>
#include <memory>

namespace sleeve {

/// The untyped form of for_each_in_order(): `next` returns null at the end.
void run_pipeline(int threads,
                  const std::function<std::shared_ptr<void>()>& next,
                  const std::function<void(void*)>& work,
                  const std::function<void(void*)>& take);

/// Until `next(row)` returns false: calls `work(row)` on up to `threads`
/// threads (0: one for each core), then `take(row)` in the order of `next`.
/// `next` and `take` are each called by one thread at a time. At most four
/// rows for each thread are under way. What any of them throws ends the run
/// and is thrown from here.
template <class Row>
void for_each_in_order(int threads, const std::function<bool(Row&)>& next,
                       const std::function<void(Row&)>& work,
                       const std::function<void(Row&)>& take) {
  run_pipeline(
      threads,
      [&]() -> std::shared_ptr<void> {
        auto row = std::make_shared<Row>();
        return next(*row) ? row : nullptr;
      },
      [&](void* row) { work(*static_cast<Row*>(row)); },
      [&](void* row) { take(*static_cast<Row*>(row)); });
}

/// `threads`, or the number of cores this process may use when it is 0.
int thread_count(int threads);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_PIPELINE_H_
