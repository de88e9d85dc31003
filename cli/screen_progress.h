// Tells on standard error how a screening run gets on.
#ifndef SLEEVE_CLI_SCREEN_PROGRESS_H_
#define SLEEVE_CLI_SCREEN_PROGRESS_H_

#include <string>

#include "cli/verbs.h"
#include "screen/screener.h"

namespace sleeve::cli {

/// The line about `progress` after `seconds` of work, in which the share of
/// the inputs grew from `first_share`: "1200 checked, 410 a second, 45 % done,
/// 3 min left: 12 matches, 2 to review, 1 unchecked".
std::string progress_line(const ScreenProgress& progress, double seconds,
                          double first_share);

/// One line rewritten on a terminal, a plain line every ten seconds elsewhere,
/// nothing with --quiet; with --verbose a line for every picture.
class ScreenProgressLine {
 public:
  explicit ScreenProgressLine(const Globals& globals);
  ~ScreenProgressLine();
  ScreenProgressLine(const ScreenProgressLine&) = delete;
  ScreenProgressLine& operator=(const ScreenProgressLine&) = delete;

  void step(const ScreenProgress& progress);

 private:
  const Globals& globals_;
  bool terminal_;
  bool written_ = false;  ///< a line stands on the terminal
  double started_;
  double shown_;
  double first_share_ = -1;
};

}  // namespace sleeve::cli

#endif  // SLEEVE_CLI_SCREEN_PROGRESS_H_
