// The versioned table of what machine-readable statements mean.
#ifndef SLEEVE_SCREEN_RIGHTS_PROTOCOLS_H_
#define SLEEVE_SCREEN_RIGHTS_PROTOCOLS_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "screen/rights/signal.h"

namespace sleeve {

/// models/rights_protocols.json, read once. Keys of all maps are lower case.
struct Protocols {
  std::string identity;  ///< "rights-protocols/2026-11"
  std::map<std::string, Effects, std::less<>> plus_data_mining;
  std::map<std::string, Use, std::less<>> training_mining;  ///< no prefix
  std::map<std::string, Effects, std::less<>> x_robots;
  std::vector<std::string> x_robots_with_colon;
  std::map<std::string, Use, std::less<>> content_usage;
  std::map<std::string, std::vector<Use>, std::less<>> content_signal;
  std::map<std::string, Effects, std::less<>> rsl;
  Effects tdm_reserved{};
  Effects tdm_not_reserved{};
  std::vector<std::string> crawlers;  ///< lower case
};

/// The table that this build carries. Threads may share it.
const Protocols& protocols();

/// Reads a table of this form. Throws Error (invalid_argument) that names the
/// member that is missing or senseless.
Protocols read_protocols(std::string_view json);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RIGHTS_PROTOCOLS_H_
