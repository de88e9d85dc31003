#include "c_api/options.h"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "core/version.h"
#include "screen/pipeline.h"
#include "screen/screener.h"

namespace sleeve::c_api {
namespace {

constexpr std::chrono::milliseconds kBetweenCalls(50);

sleeve_options defaults() {
  const ScreenOptions core;
  sleeve_options options{};
  options.struct_bytes = sizeof(sleeve_options);
  options.threads = core.threads;
  options.sandbox = core.sandbox ? 1 : 0;
  options.max_bytes = core.limits.max_bytes;
  options.max_pixels = core.limits.max_pixels;
  options.max_frames = core.limits.max_frames;
  options.time_out = core.time_out;
  options.effort = SLEEVE_USUAL;
  return options;
}

/// A call that works on a thread of its own.
class Background {
 public:
  explicit Background(const std::function<void(Ticker&)>& work)
      : thread_([this, &work] { run(work); }) {}

  /// Waits a moment; true when the work is done.
  bool wait() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kBetweenCalls, [this] { return ended_; });
  }

  Ticker& ticker() { return ticker_; }

  void finish() {
    thread_.join();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void run(const std::function<void(Ticker&)>& work) {
    const Watching watching(&ticker_);
    try {
      work(ticker_);
    } catch (...) {
      failure_ = std::current_exception();
    }
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    changed_.notify_one();
  }

  Ticker ticker_;
  std::exception_ptr failure_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;
  std::jthread thread_;  // last: it uses all of the others
};

}  // namespace

sleeve_options read_options(const sleeve_options* options) {
  sleeve_options read = defaults();
  if (options != nullptr) {
    get(*options, &read, "Fill the options with sleeve_options_init() first.");
  }
  require(read.threads >= 0 && read.threads <= 4096,
          "The number of threads must be 0 to 4096.");
  require(read.max_frames > 0 && read.max_bytes > 0 && read.max_pixels > 0,
          "The limits on bytes, pixels and frames must be above 0.");
  require(read.effort >= SLEEVE_USUAL && read.effort <= SLEEVE_THOROUGH,
          "The effort must be SLEEVE_USUAL, SLEEVE_FAST or SLEEVE_THOROUGH.");
  require(read.time_out > 0 && read.time_out <= 1e6,
          "The time-out must be above 0 and at most a million seconds.");
  return read;
}

int threads_of(const sleeve_options& options) {
  return thread_count(options.threads);
}

Limits limits_of(const sleeve_options& options) {
  return {options.max_bytes, options.max_pixels, options.max_frames};
}

Effort effort_of(const sleeve_options& options, Effort usual) {
  if (options.effort == SLEEVE_USUAL) return usual;
  return options.effort == SLEEVE_FAST ? Effort::fast : Effort::thorough;
}

Policy policy_of(const sleeve_options& options) {
  return options.policy == nullptr ? strict_policy()
                                   : read_policy(options.policy);
}

void run_with_progress(const sleeve_options& options, int64_t total,
                       const std::function<void(Ticker&)>& work) {
  if (options.progress == nullptr) {
    // A function of the caller's, called by a watched call, may call this one.
    const Watching nobody(nullptr);
    Ticker ticker;
    work(ticker);
    return;
  }
  Background background(work);
  bool cancelled = false;
  const auto report = [&] {
    const int64_t done = background.ticker().done();
    cancelled = cancelled || options.progress(options.user, done, total) != 0;
    if (cancelled) background.ticker().cancel();
  };
  while (!background.wait()) report();
  background.finish();
  report();
  if (cancelled) throw Cancelled();
}

void run_counted(const sleeve_options& options, int64_t total,
                 const std::function<void()>& work) {
  run_with_progress(options, total, [&](Ticker& ticker) {
    ticker.count_checkpoints();
    work();
    if (total >= 0) ticker.reach(total);
  });
}

}  // namespace sleeve::c_api

extern "C" {

void sleeve_options_init(sleeve_options* options) {
  *options = sleeve::c_api::defaults();
}

int32_t sleeve_version() {
  return SLEEVE_VERSION_MAJOR * 10000 + SLEEVE_VERSION_MINOR * 100 +
         SLEEVE_VERSION_PATCH;
}
}
