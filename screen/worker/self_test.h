// Misbehaves on purpose, so that tests see what the sandbox holds.
#ifndef SLEEVE_SCREEN_WORKER_SELF_TEST_H_
#define SLEEVE_SCREEN_WORKER_SELF_TEST_H_

#include <string>
#include <string_view>

namespace sleeve::worker {

/// Tries what `order` names, in a worker that was started with --self-test:
/// "open", "create", "socket", "execve", "fork", "kill", "ptrace", "execute
/// memory" answer "refused" or "allowed"; "thread", "memory 64 MiB" and
/// "memory 1 TiB" too; "crash", "abort", "hang" and "exit" do not answer. Empty
/// for any other order.
std::string misbehave(std::string_view order);

}  // namespace sleeve::worker

#endif  // SLEEVE_SCREEN_WORKER_SELF_TEST_H_
