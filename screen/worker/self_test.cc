#include "screen/worker/self_test.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdint>
#include <functional>
#include <map>
#include <system_error>
#include <thread>

namespace sleeve::worker {
namespace {

bool forks() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  return child > 0;
}

bool execs() {
  char name[] = "/bin/true";
  char* const arguments[] = {name, nullptr};
  ::execv(name, arguments);
  return false;
}

bool maps(size_t bytes, int protection) {
  void* memory =
      ::mmap(nullptr, bytes, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return false;
  return ::munmap(memory, bytes) == 0;
}

bool starts_thread() {
  try {
    std::thread([] {}).join();
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

bool hangs() {
  std::atomic<uint64_t> turns = 0;
  for (;;) ++turns;
}

const std::map<std::string_view, std::function<bool()>>& attempts() {
  static const std::map<std::string_view, std::function<bool()>> all = {
      {"open", [] { return ::open("/etc/passwd", O_RDONLY) >= 0; }},
      {"create",
       [] { return ::open("escaped", O_WRONLY | O_CREAT, 0600) >= 0; }},
      {"socket", [] { return ::socket(AF_INET, SOCK_STREAM, 0) >= 0; }},
      {"execve", execs},
      {"fork", forks},
      {"kill", [] { return ::kill(::getppid(), 0) == 0; }},
      {"ptrace", [] { return ::ptrace(PTRACE_TRACEME, 0, 0, 0) == 0; }},
      {"execute memory", [] { return maps(4096, PROT_READ | PROT_EXEC); }},
      {"thread", starts_thread},
      {"memory 64 MiB",
       [] { return maps(size_t{64} << 20, PROT_READ | PROT_WRITE); }},
      {"memory 1 TiB",
       [] { return maps(size_t{1} << 40, PROT_READ | PROT_WRITE); }},
      {"crash", [] { return ::raise(SIGSEGV) == 0; }},
      {"abort", [] { return ::raise(SIGABRT) == 0; }},
      {"exit", []() -> bool { ::_exit(7); }},
      {"hang", hangs},
  };
  return all;
}

}  // namespace

std::string misbehave(std::string_view order) {
  const auto found = attempts().find(order);
  if (found == attempts().end()) return {};
  return found->second() ? "allowed" : "refused";
}

}  // namespace sleeve::worker
