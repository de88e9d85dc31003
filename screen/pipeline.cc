#include "screen/pipeline.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>

namespace sleeve {

int thread_count(int threads) {
  return threads > 0 ? threads : tbb::info::default_concurrency();
}

void run_pipeline(int threads,
                  const std::function<std::shared_ptr<void>()>& next,
                  const std::function<void(void*)>& work,
                  const std::function<void(void*)>& take) {
  using Token = std::shared_ptr<void>;
  const int count = thread_count(threads);
  // More threads than cores are allowed: some only wait for worker processes.
  using Control = tbb::global_control;
  const Control limit(
      Control::max_allowed_parallelism,
      std::max(static_cast<size_t>(count),
               Control::active_value(Control::max_allowed_parallelism)));
  tbb::task_arena arena(count);
  arena.execute([&] {
    tbb::parallel_pipeline(
        static_cast<size_t>(count) * 4,
        tbb::make_filter<void, Token>(tbb::filter_mode::serial_in_order,
                                      [&](tbb::flow_control& control) {
                                        Token row = next();
                                        if (!row) control.stop();
                                        return row;
                                      }) &
            tbb::make_filter<Token, Token>(tbb::filter_mode::parallel,
                                           [&](Token row) {
                                             work(row.get());
                                             return row;
                                           }) &
            tbb::make_filter<Token, void>(
                tbb::filter_mode::serial_in_order,
                [&](const Token& row) { take(row.get()); }));
  });
}

}  // namespace sleeve
