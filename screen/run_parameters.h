// What a run was asked to do: run.json, and whether two runs are the same.
#ifndef SLEEVE_SCREEN_RUN_PARAMETERS_H_
#define SLEEVE_SCREEN_RUN_PARAMETERS_H_

#include <map>
#include <string>
#include <vector>

#include "index/snapshot.h"
#include "screen/screener.h"

namespace sleeve {

/// What else the evidence depends on.
struct RunInputs {
  std::string sites_digest;         ///< of SiteSnapshot; empty for none
  std::string rights_digest;        ///< of RightsView
  std::string as_of;                ///< the day on which licences must hold
  std::string reviews_digest = {};  ///< of Reviews; empty for none
  std::vector<std::string> models = {};  ///< Matcher::models()
};

/// run.json: all on which the evidence depends. The number of threads is not
/// among it.
std::string run_parameters(const ScreenOptions& options,
                           const Snapshot& snapshot, const RunInputs& inputs);

/// The run.json of a run that follows the one with the run.json `earlier`
/// without reading its pictures again. `rescreened` tells what was searched.
/// Throws Error: corrupt (`earlier` is damaged), unsupported (it is of another
/// version, hash or table of protocols).
std::string rescreen_parameters(const std::string& earlier,
                                const std::string& catalogue,
                                const Snapshot& snapshot, const Policy& policy,
                                const RunInputs& inputs,
                                const Rescreened& rescreened);

/// What a run.json says about that on which its run depends, by names for
/// people: "policy", "collected by". Those that say nothing are left out.
using ToldParameters = std::map<std::string, std::string>;
ToldParameters told_parameters(const std::string& parameters);

/// Whether a run.json was made with --effort thorough.
bool is_thorough_run(const std::string& parameters);

/// The digest of the policy of a run.json.
std::string policy_of_run(const std::string& parameters);

/// The catalogue's directory, as a run.json names it; empty when it does not.
std::string catalogue_of_run(const std::string& parameters);

/// `as_of` of a run.json; empty when it has none.
std::string day_of_run(const std::string& parameters);

/// Names what differs between the run.json of an earlier run and of this one
/// ("the inputs"); empty when the earlier one may be taken up. The catalogue's
/// place and generation may differ where its content does not.
std::string difference_of_runs(const std::string& earlier,
                               const std::string& now);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RUN_PARAMETERS_H_
