#include "cli/screen_progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>

#include "cli/output.h"

namespace sleeve::cli {
namespace {

constexpr double kTerminalSeconds = 0.2;
constexpr double kPlainSeconds = 10;

double now() {
  const auto time = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(time).count();
}

// "40 s", "3 min", "2 h 5 min".
std::string duration(double seconds) {
  const auto whole = static_cast<long>(std::ceil(seconds));
  if (whole < 90) return fmt::format("{} s", whole);
  const long minutes = (whole + 30) / 60;
  if (minutes < 90) return fmt::format("{} min", minutes);
  return fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

}  // namespace

std::string progress_line(const ScreenProgress& progress, double seconds,
                          double first_share) {
  const Counts& counts = progress.counts;
  const auto fresh = static_cast<double>(counts.pictures - progress.resumed);
  std::string line = fmt::format("{} checked, {:.0f} a second", counts.pictures,
                                 seconds > 0 ? fresh / seconds : 0);
  const double gained = progress.share - first_share;
  if (progress.share >= 0 && first_share >= 0) {
    line += fmt::format(", {:.0f} % done", 100 * progress.share);
    if (gained > 0) {
      line += fmt::format(", {} left",
                          duration(seconds * (1 - progress.share) / gained));
    }
  }
  return line + fmt::format(": {} matches, {} to review, {} unchecked",
                            counts.of(Verdict::exclude_match),
                            counts.of(Verdict::review),
                            counts.of(Verdict::unchecked));
}

ScreenProgressLine::ScreenProgressLine(const Globals& globals)
    : globals_(globals),
      terminal_(::isatty(STDERR_FILENO) == 1),
      started_(now()),
      shown_(started_) {}

ScreenProgressLine::~ScreenProgressLine() {
  if (written_) std::fputs("\n", stderr);
}

void ScreenProgressLine::step(const ScreenProgress& progress) {
  if (first_share_ < 0) first_share_ = progress.share;
  if (globals_.quiet) return;
  if (globals_.verbose) {
    fmt::print(stderr, "{}{}\t{}\t{}\n", written_ ? "\r\x1b[K" : "",
               verdict_name(progress.latest.verdict),
               field(progress.latest.path), field(progress.latest.reason));
    written_ = false;
  }
  const double time = now();
  if (time - shown_ < (terminal_ ? kTerminalSeconds : kPlainSeconds)) return;
  shown_ = time;
  const std::string line =
      progress_line(progress, time - started_, first_share_);
  fmt::print(stderr, "{}{}{}", terminal_ ? "\r\x1b[K" : "", line,
             terminal_ ? "" : "\n");
  std::fflush(stderr);
  written_ = terminal_;
}

}  // namespace sleeve::cli
