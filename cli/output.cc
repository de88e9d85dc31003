#include "cli/output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <utility>

#include "core/error.h"

namespace sleeve::cli {
namespace {

[[noreturn]] void fail_to_write() {
  throw Error(ErrorCode::io_error,
              fmt::format("Standard output could not be written ({}). Free "
                          "space or redirect it elsewhere, and run again.",
                          std::strerror(errno)));
}

double now() {
  const auto time = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(time).count();
}

}  // namespace

void print_line(std::string_view line) {
  if (std::fwrite(line.data(), 1, line.size(), stdout) != line.size() ||
      std::fputc('\n', stdout) == EOF) {
    fail_to_write();
  }
}

void flush_output() {
  if (std::fflush(stdout) != 0) fail_to_write();
}

void note(const Globals& globals, std::string_view sentence) {
  if (!globals.quiet) fmt::print(stderr, "{}\n", sentence);
}

std::string field(std::string_view text) {
  std::string escaped;
  for (char c : text) {
    switch (c) {
      case '\\':
        escaped += "\\\\";
        break;
      case '\t':
        escaped += "\\t";
        break;
      case '\n':
        escaped += "\\n";
        break;
      case '\r':
        escaped += "\\r";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

Progress::Progress(const Globals& globals, std::string verb)
    : enabled_(!globals.quiet),
      terminal_(isatty(STDERR_FILENO) == 1),
      verb_(std::move(verb)),
      started_(now()),
      shown_(started_) {}

Progress::~Progress() {
  if (enabled_ && terminal_ && shown_ != started_) std::fputs("\n", stderr);
}

void Progress::step(double share) {
  ++done_;
  if (!enabled_) return;
  const double time = now();
  if (time - shown_ < (terminal_ ? 0.2 : 10.0)) return;
  shown_ = time;
  show(time - started_, share);
}

void Progress::show(double seconds, double share) {
  std::string line = fmt::format("{} {} pictures, {:.0f} a second", verb_,
                                 done_, static_cast<double>(done_) / seconds);
  if (share > 0 && share <= 1) {
    line += fmt::format(", {:.0f} % done, about {:.0f} s left", share * 100,
                        seconds * (1 - share) / share);
  }
  fmt::print(stderr, "{}{}{}", terminal_ ? "\r\x1b[K" : "", line,
             terminal_ ? "" : "\n");
  std::fflush(stderr);
}

}  // namespace sleeve::cli
