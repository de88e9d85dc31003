// Takes away from this process all that decoding does not need.
#ifndef SLEEVE_SCREEN_WORKER_LOCKDOWN_H_
#define SLEEVE_SCREEN_WORKER_LOCKDOWN_H_

#include <cstdint>

namespace sleeve::worker {

/// Limits memory to `memory_bytes`, forbids core dumps and new files, then
/// allows only the system calls of computing, memory, threads and the open
/// descriptors. Everything else fails with EPERM from here on; nothing undoes
/// it. Returns false when the system refuses; the process must end then.
bool lock_down(uint64_t memory_bytes);

}  // namespace sleeve::worker

#endif  // SLEEVE_SCREEN_WORKER_LOCKDOWN_H_
