#include "screen/verdict.h"

namespace sleeve {

const char* verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::exclude_match:
      return "exclude_match";
    case Verdict::exclude_reserved:
      return "exclude_reserved";
    case Verdict::review:
      return "review";
    case Verdict::licensed:
      return "licensed";
    case Verdict::no_signal:
      return "no_signal";
    case Verdict::unchecked:
      return "unchecked";
  }
  return "unknown";
}

std::optional<Verdict> find_verdict(std::string_view name) {
  for (const Verdict verdict : kVerdicts) {
    if (name == verdict_name(verdict)) return verdict;
  }
  return std::nullopt;
}

Verdict judge(const std::optional<Problem>& problem, const Matches& found) {
  if (problem) return Verdict::unchecked;
  if (!found.matches.empty()) return Verdict::exclude_match;
  if (!found.candidates.empty()) return Verdict::review;
  return Verdict::no_signal;
}

}  // namespace sleeve
