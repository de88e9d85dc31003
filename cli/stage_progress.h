// Tells on standard error how the stages of a run get on.
#ifndef SLEEVE_CLI_STAGE_PROGRESS_H_
#define SLEEVE_CLI_STAGE_PROGRESS_H_

#include <cstdint>
#include <string>

#include "cli/verbs.h"

namespace sleeve::cli {

/// One line rewritten on a terminal, a plain line every ten seconds elsewhere,
/// nothing with --quiet: "fingerprinting: 1200 pictures, 410 a second, 45 %".
class StageProgress {
 public:
  explicit StageProgress(const Globals& globals);
  ~StageProgress();
  StageProgress(const StageProgress&) = delete;
  StageProgress& operator=(const StageProgress&) = delete;

  /// `share` of the stage is done, 0 to 1; negative when unknown.
  void step(const char* stage, int64_t pictures, double share);

 private:
  const Globals& globals_;
  bool terminal_;
  bool written_ = false;  ///< a line stands on the terminal
  std::string stage_;
  double started_ = 0;  ///< this stage
  double shown_ = 0;
};

}  // namespace sleeve::cli

#endif  // SLEEVE_CLI_STAGE_PROGRESS_H_
