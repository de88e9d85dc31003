#include "benchmarks/suite/child.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

#include "core/error.h"

namespace sleeve::suite {

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
  while (::wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  const auto ended = std::chrono::steady_clock::now();
  run.seconds = std::chrono::duration<double>(ended - started).count();
  run.peak_kilobytes = usage.ru_maxrss;
  if (WIFEXITED(status)) run.exit_code = WEXITSTATUS(status);
  if (run.exit_code == 127) run.exit_code = -1;
  return run;
}

}  // namespace sleeve::suite
