#include "screen/spawn.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>

#include "screen/file_descriptor.h"
#include "screen/worker/protocol.h"

namespace sleeve {
namespace {

// Owns what posix_spawn() wants to be told.
struct SpawnPlan {
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};

  SpawnPlan() {
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawnattr_init(&attributes);
  }
  ~SpawnPlan() {
    ::posix_spawn_file_actions_destroy(&files);
    ::posix_spawnattr_destroy(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
};

int plan_files(posix_spawn_file_actions_t& files, int socket, int memory) {
  int error = 0;
  const auto add = [&](int result) { error = error != 0 ? error : result; };
  for (int stream = 0; stream <= 2; ++stream) {
    add(::posix_spawn_file_actions_addopen(
        &files, stream, "/dev/null", stream == 0 ? O_RDONLY : O_WRONLY, 0));
  }
  add(::posix_spawn_file_actions_adddup2(&files, socket, worker::kSocket));
  add(::posix_spawn_file_actions_adddup2(&files, memory, worker::kMemory));
  add(::posix_spawn_file_actions_addclosefrom_np(&files, worker::kMemory + 1));
  return error;
}

// A duplicate that is not among the numbers which the child will use.
FileDescriptor out_of_the_way(int file) {
  constexpr int kFirst = 16;
  return FileDescriptor(::fcntl(file, F_DUPFD_CLOEXEC, kFirst));
}

int plan_signals(posix_spawnattr_t& attributes) {
  sigset_t none, all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setpgroup(&attributes, 0);
  return ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK |
                                                     POSIX_SPAWN_SETSIGDEF |
                                                     POSIX_SPAWN_SETPGROUP);
}

std::string describe(int status) {
  if (WIFEXITED(status)) {
    return "exit code " + std::to_string(WEXITSTATUS(status));
  }
  const char* name = ::sigabbrev_np(WTERMSIG(status));
  return name != nullptr ? std::string("SIG") + name
                         : "signal " + std::to_string(WTERMSIG(status));
}

}  // namespace

int spawn(const std::vector<std::string>& arguments, int socket, int memory,
          int& child) {
  const FileDescriptor their_socket = out_of_the_way(socket);
  const FileDescriptor their_memory = out_of_the_way(memory);
  if (!their_socket || !their_memory) return EMFILE;
  SpawnPlan plan;
  if (const int error =
          plan_files(plan.files, their_socket.get(), their_memory.get())) {
    return error;
  }
  if (const int error = plan_signals(plan.attributes)) return error;
  std::vector<char*> texts;
  for (const std::string& argument : arguments) {
    texts.push_back(const_cast<char*>(argument.c_str()));
  }
  texts.push_back(nullptr);
  return ::posix_spawn(&child, texts[0], &plan.files, &plan.attributes,
                       texts.data(), environ);
}

std::string kill_and_reap(int child, double patience) {
  using Clock = std::chrono::steady_clock;
  const auto limit = Clock::now() + std::chrono::duration<double>(patience);
  int status = 0;
  while (patience > 0 && Clock::now() < limit) {
    const pid_t ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child) return describe(status);
    if (ended < 0 && errno != EINTR) return "unknown end";
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ::kill(child, SIGKILL);
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return "killed by Sleeve";
}

}  // namespace sleeve
