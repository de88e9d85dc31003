// The report of a run for the people who keep the data set: what was decided by
// which rule, where it came from, and what is left to do.
#ifndef SLEEVE_SCREEN_TEAM_REPORT_H_
#define SLEEVE_SCREEN_TEAM_REPORT_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "screen/evidence_rows.h"
#include "screen/run_parameters.h"

namespace sleeve {

/// Adds up rows. Memory grows with the number of holders and sites.
class TeamReport {
 public:
  void add(const EvidenceRow& row, const std::string& domain);

  /// The report as plain text; `parameters` are what the run depended on.
  std::string text(const ToldParameters& parameters) const;

 private:
  /// Pictures, and those of them that must go.
  struct Share {
    int64_t pictures = 0;
    int64_t dropped = 0;
  };

  int64_t pictures_ = 0;
  std::map<std::string, int64_t> rules_;  ///< "verdict rule"
  std::map<std::string, std::map<std::string, int64_t>> channels_;
  std::map<std::string, Share> holders_;
  std::map<std::string, Share> domains_;
  std::vector<std::string> open_;  ///< the first rows to review
  int64_t reviews_ = 0;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_TEAM_REPORT_H_
