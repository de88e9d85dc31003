// What becomes of a picture: the one table that decides it.
#ifndef SLEEVE_SCREEN_VERDICT_H_
#define SLEEVE_SCREEN_VERDICT_H_

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "index/matcher.h"
#include "screen/policy.h"
#include "screen/rights/signal.h"

namespace sleeve {

/// Every picture ends in exactly one. The names are part of the records that
/// Sleeve writes (verdict_name()): append, never rename.
enum class Verdict {
  exclude_match,     ///< shows an artwork of the catalogue
  exclude_reserved,  ///< its rights are reserved by a signal that it carries
  review,            ///< a person must decide
  licensed,          ///< shows an artwork whose holder allows the use
  no_signal,         ///< checked; nothing speaks against it
  unchecked,         ///< could not be checked; never taken for clean
};

inline constexpr std::array kVerdicts = {
    Verdict::exclude_match, Verdict::exclude_reserved, Verdict::review,
    Verdict::licensed,      Verdict::no_signal,        Verdict::unchecked,
};

/// Returns the stable name, for example "exclude_match".
const char* verdict_name(Verdict verdict);

/// Returns the verdict of a name; nothing when there is no such name.
std::optional<Verdict> find_verdict(std::string_view name);

/// Below this quality a picture is too plain to be matched by its hash alone.
inline constexpr int kPlainQuality = 50;

/// What is known about one picture when it is judged.
struct Findings {
  const std::optional<Problem>& problem;
  const Matches& found;
  const RightsReport& rights;
  bool plain = false;  ///< below kPlainQuality
  /// Of each match, the licence that allows the intended uses; empty where
  /// there is none. May be shorter than the matches.
  std::vector<std::string> licences = {};
};

/// A verdict and how it came about.
struct Judgement {
  Verdict verdict = Verdict::unchecked;
  std::string rule;       ///< of the table below: "reserved", "malformed"
  std::string reason;     ///< a phrase for people
  bool conflict = false;  ///< a signal permits what another reserves

  bool operator==(const Judgement&) const = default;
};

/// The first rule that applies, from the strongest on. Where the policy says
/// otherwise, a rule excludes, sends to review, or is passed over.
///
///   problem           the picture could not be checked       unchecked
///   match             shows an artwork without a licence     exclude_match
///   licence           shows only artworks that are licensed  licensed
///   reserved          a machine-readable reservation         exclude_reserved
///   conditional       the same, with a condition             exclude_reserved
///   candidate         may show an artwork                    review
///   malformed         a channel that cannot be read          review
///   natural_language  words that reserve                     review
///   page_scope        a reservation for the page only        review
///   crawler_rules     robots.txt forbids a crawler           exclude_reserved
///   not_checked       a required channel was not looked at   no_signal
///   none              nothing speaks against it              no_signal
///
/// A permission never clears anything: it only marks a conflict.
Judgement judge(const Findings& findings, const Policy& policy);

/// A `review` as a person decided it; nothing else can be decided so.
Judgement decided(const Judgement& asked, Verdict decision);

/// The `review` that decided() was asked; what was not decided stays.
Judgement undecided(const Judgement& judgement);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_VERDICT_H_
