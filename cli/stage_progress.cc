#include "cli/stage_progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace sleeve::cli {
namespace {

constexpr double kTerminalSeconds = 0.2;
constexpr double kPlainSeconds = 10;

double now() {
  const auto time = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(time).count();
}

}  // namespace

StageProgress::StageProgress(const Globals& globals)
    : globals_(globals), terminal_(::isatty(STDERR_FILENO) == 1) {}

StageProgress::~StageProgress() {
  if (written_) std::fputs("\n", stderr);
}

void StageProgress::step(const char* stage, int64_t pictures, double share) {
  if (globals_.quiet) return;
  const double time = now();
  if (stage_ != stage) {
    stage_ = stage;
    started_ = shown_ = time;
  }
  if (time - shown_ < (terminal_ ? kTerminalSeconds : kPlainSeconds)) return;
  shown_ = time;
  std::string line =
      fmt::format("{}: {} pictures, {:.0f} a second", stage, pictures,
                  static_cast<double>(pictures) / (time - started_));
  if (share >= 0) line += fmt::format(", {:.0f} %", 100 * share);
  fmt::print(stderr, "{}{}{}", terminal_ ? "\r\x1b[K" : "", line,
             terminal_ ? "" : "\n");
  std::fflush(stderr);
  written_ = terminal_;
}

}  // namespace sleeve::cli
