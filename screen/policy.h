// What a user decided about doubtful cases: a file, with a strict default.
#ifndef SLEEVE_SCREEN_POLICY_H_
#define SLEEVE_SCREEN_POLICY_H_

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "screen/rights/signal.h"

namespace sleeve {

/// What becomes of a picture to which a rule of the verdict table applies.
enum class Action { ignore, review, exclude };

/// One policy. A picture that shows an artwork and one that could not be
/// checked are no matter of policy.
struct Policy {
  std::string name;
  std::string version;
  std::string text;  ///< the file, byte for byte

  std::vector<Use> uses;  ///< that are intended; only these can be reserved

  Action reserved = Action::exclude;         ///< machine-readable
  Action conditional = Action::exclude;      ///< the same, with a condition
  Action natural_language = Action::review;  ///< words that reserve
  Action page_scope = Action::review;  ///< said about the page, not the file
  Action crawler_rules = Action::exclude;  ///< robots.txt forbids a crawler
  Action conflict = Action::exclude;    ///< one permits what another reserves
  Action malformed = Action::review;    ///< a channel that cannot be read
  Action candidates = Action::review;   ///< may show an artwork
  Action not_checked = Action::ignore;  ///< a required channel was not
  std::vector<Channel> required_channels;

  /// "strict/1"
  std::string identity() const { return name + "/" + version; }
};

/// models/policies/strict.json, which this build carries.
const Policy& strict_policy();

/// Reads a policy. Members that are missing are as in the strict policy.
/// Throws Error (invalid_argument) that names an unknown member or value.
Policy parse_policy(std::string_view json, const std::string& file);

/// The same of a file; also throws Error (not_found).
Policy read_policy(const std::filesystem::path& file);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_POLICY_H_
