#include "screen/pipeline.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/info.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <vector>

namespace sleeve {

int thread_count(int threads) {
  return threads > 0 ? threads : tbb::info::default_concurrency();
}

void run_pipeline(int threads,
                  const std::function<std::shared_ptr<void>()>& next,
                  const std::function<void(void*)>& work,
                  const std::function<void(void*)>& take) {
  const int count = thread_count(threads);
  // More threads than cores are allowed: some only wait for worker processes.
  using Control = tbb::global_control;
  const Control limit(
      Control::max_allowed_parallelism,
      std::max(static_cast<size_t>(count),
               Control::active_value(Control::max_allowed_parallelism)));
  // Rows under way lie here, for an error makes the pipeline forget what passes
  // through it. It ends them in order, so the place of a new one is free.
  std::vector<std::shared_ptr<void>> rows(static_cast<size_t>(count) * 4);
  using Row = std::shared_ptr<void>*;
  size_t number = 0;
  const auto read = [&](tbb::flow_control& control) -> Row {
    Row row = &rows[number++ % rows.size()];
    *row = next();
    if (!*row) control.stop();
    return row;
  };
  const auto process = [&](Row row) {
    work(row->get());
    return row;
  };
  const auto finish = [&](Row row) {
    take(row->get());
    row->reset();
  };
  using Mode = tbb::filter_mode;
  tbb::task_arena arena(count);
  arena.execute([&] {
    tbb::parallel_pipeline(
        rows.size(),
        tbb::make_filter<void, Row>(Mode::serial_in_order, read) &
            tbb::make_filter<Row, Row>(Mode::parallel, process) &
            tbb::make_filter<Row, void>(Mode::serial_in_order, finish));
  });
}

}  // namespace sleeve
