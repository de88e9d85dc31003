#include "benchmarks/suite/child.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <fstream>

#include "core/error.h"

namespace sleeve::suite {
namespace {

constexpr useconds_t kPollMicroseconds = 2000;

int64_t own_peak() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

// The most memory that a running program has had; 0 when it has ended.
int64_t peak_of(pid_t process) {
  std::ifstream status("/proc/" + std::to_string(process) + "/status");
  for (std::string word; status >> word;) {
    int64_t kilobytes = 0;
    if (word == "VmHWM:" && status >> kilobytes) return kilobytes;
  }
  return 0;
}

}  // namespace

ChildRun run_child(const std::vector<std::string>& arguments,
                   const std::string& log) {
  std::vector<char*> words;
  for (const std::string& word : arguments) {
    words.push_back(const_cast<char*>(word.c_str()));
  }
  words.push_back(nullptr);
  const auto started = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child < 0) {
    throw Error(ErrorCode::io_error,
                "No process can be started for " + arguments.front() + ".");
  }
  if (child == 0) {
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
    const int in = ::open("/dev/null", O_RDONLY);
    ::dup2(in, STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    ::execvp(words.front(), words.data());
    ::_exit(127);
  }
  ChildRun run;
  int status = 0;
  rusage usage{};
  int64_t seen = 0;
  while (::wait4(child, &status, WNOHANG, &usage) == 0) {
    // The latest counts: the first may be that of a copy of this process.
    if (const int64_t peak = peak_of(child)) seen = peak;
    ::usleep(kPollMicroseconds);
  }
  const auto ended = std::chrono::steady_clock::now();
  run.seconds = std::chrono::duration<double>(ended - started).count();
  // The system counts what the child shared with this process before it became
  // another program.
  run.peak_kilobytes = usage.ru_maxrss > own_peak() ? usage.ru_maxrss : seen;
  if (WIFEXITED(status)) run.exit_code = WEXITSTATUS(status);
  if (run.exit_code == 127) run.exit_code = -1;
  return run;
}

}  // namespace sleeve::suite
