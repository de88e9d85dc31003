// Runs work on a thread whose standard error goes nowhere, for decoders that
// print there (libjxl as Debian builds it does, on every damaged picture).
#ifndef SLEEVE_CORE_QUIET_THREAD_H_
#define SLEEVE_CORE_QUIET_THREAD_H_

#include <functional>

namespace sleeve {

/// Returns when `work` is done; `work` must not throw. The thread has file
/// descriptors of its own, so nobody else's standard error is touched. Where
/// the system allows no such thread, `work` is done all the same, with
/// whatever it prints.
void run_quietly(const std::function<void()>& work);

}  // namespace sleeve

#endif  // SLEEVE_CORE_QUIET_THREAD_H_
