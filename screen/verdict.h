// What becomes of a picture: the one table that decides it.
#ifndef SLEEVE_SCREEN_VERDICT_H_
#define SLEEVE_SCREEN_VERDICT_H_

#include <array>
#include <optional>
#include <string_view>

#include "core/error.h"
#include "index/matcher.h"

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

/// From the strongest reason to the weakest:
///   a problem                unchecked
///   an artwork stood behind  exclude_match
///   a plausible artwork      review
///   nothing                  no_signal
Verdict judge(const std::optional<Problem>& problem, const Matches& found);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_VERDICT_H_
