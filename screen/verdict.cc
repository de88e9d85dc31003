#include "screen/verdict.h"

#include <algorithm>

namespace sleeve {
namespace {

// What a person's decision adds.
const std::string kDecidedRule = "+review";
const std::string kDecidedReason = "decided in review; ";

// What the signals of one kind say about the intended uses.
struct Said {
  const Signal* reserved = nullptr;
  const Signal* conditional = nullptr;
  bool permitted = false;
};

// Said to some crawlers only, by robots.txt or a scoped X-Robots-Tag.
bool is_crawler_rule(const Signal& signal) {
  return signal.channel == Channel::site_robots ||
         (signal.channel == Channel::http_x_robots &&
          signal.carrier != "X-Robots-Tag");
}

// "reserved by plus:DataMining (JPEG APP1 at 20)".
std::string words_of(const Signal& signal) {
  return signal.carrier + " (" + signal.place + ")";
}

class Judge {
  using Found = std::optional<Judgement>;

 public:
  Judge(const Findings& findings, const Policy& policy)
      : findings_(findings), policy_(policy) {}

  Judgement judge() const {
    if (findings_.problem) {
      return {Verdict::unchecked, "problem", findings_.problem->reason};
    }
    const Said said = direct();
    if (Found found = matched()) return *found;
    if (Found found = reserved(said)) return *found;
    if (Found found = candidate()) return *found;
    if (Found found = doubtful()) return *found;
    return {Verdict::no_signal, "none",
            findings_.plain ? "nothing found, but too plain to tell by its hash"
                            : "nothing found"};
  }

 private:
  // Machine-readable signals about the file or its address.
  Said direct() const {
    return said_by([](const Signal& signal) {
      return signal.form == Form::machine_readable &&
             signal.scope != Scope::page && !is_crawler_rule(signal);
    });
  }

  template <class Test>
  Said said_by(const Test& test) const {
    Said said;
    for (const Signal& signal : findings_.rights.signals) {
      if (!test(signal)) continue;
      for (const Use use : policy_.uses) {
        const Effect effect = effect_of(signal.effects, use);
        said.permitted |= effect == Effect::permitted;
        if (effect == Effect::reserved && said.reserved == nullptr) {
          said.reserved = &signal;
        }
        if (effect == Effect::conditional && said.conditional == nullptr) {
          said.conditional = &signal;
        }
      }
    }
    return said;
  }

  Found matched() const {
    const auto& matches = findings_.found.matches;
    if (matches.empty()) return std::nullopt;
    for (size_t i = 0; i < matches.size(); ++i) {
      const bool licensed =
          i < findings_.licences.size() && !findings_.licences[i].empty();
      if (licensed) continue;
      Judgement judgement{Verdict::exclude_match, "match",
                          "shows " + matches[i].artwork_id};
      judgement.conflict = direct().permitted;
      return judgement;
    }
    Judgement judgement{Verdict::licensed, "licence",
                        "shows " + matches.front().artwork_id +
                            ", allowed by licence " +
                            findings_.licences.front()};
    judgement.conflict = direct().reserved != nullptr;
    return judgement;
  }

  Found reserved(const Said& said) const {
    const bool conflict = said.permitted;
    const Signal* signal =
        said.reserved != nullptr ? said.reserved : said.conditional;
    if (signal == nullptr) return std::nullopt;
    const bool strict = said.reserved != nullptr;
    const Action action = conflict ? policy_.conflict
                          : strict ? policy_.reserved
                                   : policy_.conditional;
    Found found =
        ruled(action, strict ? "reserved" : "conditional",
              (strict ? "reserved by " : "reserved, with a condition, by ") +
                  words_of(*signal) +
                  (conflict ? "; another signal permits it" : ""));
    if (found) found->conflict = conflict;
    return found;
  }

  Found candidate() const {
    const auto& candidates = findings_.found.candidates;
    if (candidates.empty()) return std::nullopt;
    Found found = ruled(policy_.candidates, "candidate",
                        "may show " + candidates.front().artwork_id);
    if (found && found->verdict == Verdict::exclude_reserved) {
      found->verdict = Verdict::exclude_match;
    }
    return found;
  }

  Found doubtful() const {
    Found found;
    const RightsReport& rights = findings_.rights;
    const auto broken =
        std::find(rights.statuses.begin(), rights.statuses.end(),
                  ChannelStatus::malformed);
    if (broken != rights.statuses.end()) {
      const auto channel =
          static_cast<Channel>(broken - rights.statuses.begin());
      found = ruled(policy_.malformed, "malformed",
                    std::string(channel_name(channel)) + " cannot be read");
    }
    if (!found) found = worded();
    if (!found) found = indirect();
    if (!found) found = unseen();
    return found;
  }

  Found worded() const {
    for (const Signal& signal : findings_.rights.signals) {
      if (signal.form != Form::natural_language) continue;
      return ruled(policy_.natural_language, "natural_language",
                   words_of(signal) + " " + signal.note);
    }
    return std::nullopt;
  }

  // Reservations that reach the picture only by way of its page or site.
  Found indirect() const {
    const Said page = said_by([](const Signal& signal) {
      return signal.form == Form::machine_readable &&
             signal.scope == Scope::page && !is_crawler_rule(signal);
    });
    const Said site = said_by([](const Signal& signal) {
      return signal.form == Form::machine_readable && is_crawler_rule(signal);
    });
    const auto first = [](const Said& said) {
      return said.reserved != nullptr ? said.reserved : said.conditional;
    };
    Found found;
    if (const Signal* signal = first(page)) {
      found = ruled(policy_.page_scope, "page_scope",
                    "its page is reserved by " + words_of(*signal));
    }
    if (const Signal* signal = first(site); signal != nullptr && !found) {
      found = ruled(policy_.crawler_rules, "crawler_rules",
                    words_of(*signal) + " forbids " + signal->note);
    }
    return found;
  }

  Found unseen() const {
    for (const Channel channel : policy_.required_channels) {
      if (findings_.rights.status(channel) != ChannelStatus::not_checked) {
        continue;
      }
      return ruled(policy_.not_checked, "not_checked",
                   std::string(channel_name(channel)) + " was not checked");
    }
    return std::nullopt;
  }

  // Nothing when the policy passes the rule over.
  static Found ruled(Action action, const char* rule,
                     const std::string& reason) {
    if (action == Action::ignore) return std::nullopt;
    return Judgement{
        action == Action::exclude ? Verdict::exclude_reserved : Verdict::review,
        rule, reason};
  }

  const Findings& findings_;
  const Policy& policy_;
};

}  // namespace

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

Judgement judge(const Findings& findings, const Policy& policy) {
  return Judge(findings, policy).judge();
}

Judgement decided(const Judgement& asked, Verdict decision) {
  Judgement judgement = asked;
  if (asked.verdict != Verdict::review) return judgement;
  judgement.verdict = decision;
  judgement.rule += kDecidedRule;
  judgement.reason = kDecidedReason + asked.reason;
  return judgement;
}

Judgement undecided(const Judgement& judgement) {
  Judgement asked = judgement;
  if (!asked.rule.ends_with(kDecidedRule)) return asked;
  asked.verdict = Verdict::review;
  asked.rule.resize(asked.rule.size() - kDecidedRule.size());
  asked.reason.erase(0, kDecidedReason.size());
  return asked;
}

}  // namespace sleeve
