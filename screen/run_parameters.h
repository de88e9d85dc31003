// What a run was asked to do: run.json, and whether two runs are the same.
#ifndef SLEEVE_SCREEN_RUN_PARAMETERS_H_
#define SLEEVE_SCREEN_RUN_PARAMETERS_H_

#include <string>

#include "index/snapshot.h"
#include "screen/screener.h"

namespace sleeve {

/// run.json: all on which the evidence depends. The number of threads is not
/// among it.
struct RunInputs {
  std::string sites_digest;   ///< of SiteSnapshot; empty for none
  std::string rights_digest;  ///< of RightsView
  std::string as_of;          ///< the day on which licences must hold
};
std::string run_parameters(const ScreenOptions& options,
                           const Snapshot& snapshot, const RunInputs& inputs);

/// `as_of` of a run.json; empty when it has none.
std::string day_of_run(const std::string& parameters);

/// Names what differs between the run.json of an earlier run and of this one
/// ("the inputs"); empty when the earlier one may be taken up. The catalogue's
/// place and generation may differ where its content does not.
std::string difference_of_runs(const std::string& earlier,
                               const std::string& now);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RUN_PARAMETERS_H_
