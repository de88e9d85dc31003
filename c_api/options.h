// Reads options, reports progress, and fills structures that may grow.
#ifndef SLEEVE_C_API_OPTIONS_H_
#define SLEEVE_C_API_OPTIONS_H_

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <functional>

#include "c_api/guard.h"
#include "c_api/sleeve.h"
#include "core/decode.h"
#include "core/picture.h"
#include "index/watch.h"
#include "screen/policy.h"

namespace sleeve::c_api {

/// The caller's options, or the defaults for what the caller does not know.
/// Throws Error (invalid_argument) for a value that cannot be.
sleeve_options read_options(const sleeve_options* options);

/// options.threads, or the number of cores when it is 0.
int threads_of(const sleeve_options& options);

Limits limits_of(const sleeve_options& options);

/// The effort that was asked for; `usual` when none was.
Effort effort_of(const sleeve_options& options, Effort usual);

/// Reads the policy that the options name; the strict one when they do not.
Policy policy_of(const sleeve_options& options);

/// Counts what a call has done, from any thread. Work below the C API ends at
/// its checkpoints, and counts there when the call says so.
class Ticker final : public Watch {
 public:
  /// What is done is what checkpoints count.
  void count_checkpoints() { counts_ = true; }

  void passed(int64_t count) override { step(counts_ ? count : 0); }

  /// Adds to what is done; throws Cancelled when the caller wants no more.
  void step(int64_t count = 1) {
    if (count != 0) done_ += count;
    if (cancelled_) throw Cancelled();
  }

  /// As step(), where the whole is known at once.
  void reach(int64_t done) {
    done_ = done;
    if (cancelled_) throw Cancelled();
  }

  int64_t done() const { return done_; }
  void cancel() { cancelled_ = true; }

 private:
  std::atomic<int64_t> done_ = 0;
  std::atomic<bool> cancelled_ = false;
  std::atomic<bool> counts_ = false;
};

/// Runs `work`, on a thread of its own when there is a progress function,
/// which this thread then calls. Throws what `work` throws.
void run_with_progress(const sleeve_options& options, int64_t total,
                       const std::function<void(Ticker&)>& work);

/// As run_with_progress(), where checkpoints count what is done.
void run_counted(const sleeve_options& options, int64_t total,
                 const std::function<void()>& work);

/// Copies what the caller knows of a structure over `to`, which has the
/// defaults. Throws Error (invalid_argument) with `advice` when struct_bytes
/// was not set.
template <class Struct>
void get(
    const Struct& given, Struct* to,
    const char* advice = "Set struct_bytes of the options to their size.") {
  const size_t bytes = given.struct_bytes;
  require(bytes >= sizeof(size_t) && bytes < 65536, advice);
  std::memcpy(static_cast<void*>(to), &given, std::min(bytes, sizeof(Struct)));
  to->struct_bytes = sizeof(Struct);
}

/// Copies `value` to the caller's structure, as much as the caller knows of
/// it. Throws Error (invalid_argument) when struct_bytes was not set.
template <class Struct>
void put(const Struct& value, Struct* out) {
  require(out != nullptr, "The structure for the result is NULL.");
  const size_t bytes = out->struct_bytes;
  require(bytes >= sizeof(size_t) && bytes < 65536,
          "Set struct_bytes of the structure for the result to its size.");
  std::memcpy(static_cast<void*>(out), &value, std::min(bytes, sizeof(Struct)));
  out->struct_bytes = bytes;
}

}  // namespace sleeve::c_api

#endif  // SLEEVE_C_API_OPTIONS_H_
