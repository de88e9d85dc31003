// The verdict table, row by row, and the names that records carry.
#include "screen/verdict.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "core/error.h"

namespace sleeve {
namespace {

const std::optional<Problem> kNoProblem;

Matches found(int matches, int candidates) {
  Matches all;
  all.matches.resize(matches);
  all.candidates.resize(candidates);
  return all;
}

Signal says(Effect effect, Form form = Form::machine_readable,
            Scope scope = Scope::asset, Channel channel = Channel::xmp_plus) {
  Signal signal;
  signal.channel = channel;
  signal.form = form;
  signal.scope = scope;
  effect_of(signal.effects, Use::generative_training) = effect;
  return signal;
}

RightsReport report(std::initializer_list<Signal> signals) {
  RightsReport report;
  for (const Signal& signal : signals) report.signals.push_back(signal);
  return report;
}

Judgement judged(const Matches& matches, const RightsReport& rights,
                 const Policy& policy = strict_policy(),
                 std::vector<std::string> licences = {}) {
  return judge({.problem = kNoProblem,
                .found = matches,
                .rights = rights,
                .licences = std::move(licences)},
               policy);
}

TEST(VerdictTest, TheStrongestReasonDecides) {
  const std::optional<Problem> problem =
      Problem{ProblemKind::corrupt, "damaged"};
  EXPECT_EQ(judged(found(0, 0), {}).verdict, Verdict::no_signal);
  EXPECT_EQ(judged(found(0, 1), {}).verdict, Verdict::review);
  EXPECT_EQ(judged(found(1, 0), {}).verdict, Verdict::exclude_match);
  EXPECT_EQ(judged(found(1, 1), {}).verdict, Verdict::exclude_match);
  for (const Matches& matches : {found(0, 0), found(1, 1)}) {
    const RightsReport rights = report({says(Effect::reserved)});
    EXPECT_EQ(judge({.problem = problem, .found = matches, .rights = rights},
                    strict_policy())
                  .verdict,
              Verdict::unchecked);
  }
}

TEST(VerdictTest, TheStrictTable) {
  RightsReport broken;
  broken.raise(Channel::exif, ChannelStatus::malformed);
  const struct {
    Matches matches;
    RightsReport rights;
    Verdict verdict;
    const char* rule;
  } kRows[] = {
      {found(0, 0), report({says(Effect::reserved)}), Verdict::exclude_reserved,
       "reserved"},
      {found(0, 1), report({says(Effect::reserved)}), Verdict::exclude_reserved,
       "reserved"},
      {found(1, 0), report({says(Effect::reserved)}), Verdict::exclude_match,
       "match"},
      {found(0, 0), report({says(Effect::conditional)}),
       Verdict::exclude_reserved, "conditional"},
      {found(0, 0), report({says(Effect::permitted)}), Verdict::no_signal,
       "none"},
      {found(1, 0), report({says(Effect::permitted)}), Verdict::exclude_match,
       "match"},
      {found(0, 1), report({says(Effect::permitted)}), Verdict::review,
       "candidate"},
      {found(0, 0), report({says(Effect::unknown)}), Verdict::no_signal,
       "none"},
      {found(0, 0), report({says(Effect::unknown, Form::natural_language)}),
       Verdict::review, "natural_language"},
      {found(0, 0), report({says(Effect::unknown, Form::notice)}),
       Verdict::no_signal, "none"},
      {found(0, 0),
       report({says(Effect::reserved, Form::machine_readable, Scope::page)}),
       Verdict::review, "page_scope"},
      {found(0, 0),
       report({says(Effect::reserved, Form::machine_readable, Scope::origin,
                    Channel::site_robots)}),
       Verdict::exclude_reserved, "crawler_rules"},
      {found(0, 0), broken, Verdict::review, "malformed"},
      {found(0, 1), broken, Verdict::review, "candidate"},
  };
  int row = 0;
  for (const auto& [matches, rights, verdict, rule] : kRows) {
    SCOPED_TRACE(row++);
    const Judgement judgement = judged(matches, rights);
    EXPECT_EQ(judgement.verdict, verdict);
    EXPECT_EQ(judgement.rule, rule);
    EXPECT_FALSE(judgement.reason.empty());
  }
}

TEST(VerdictTest, ReservedBeatsPermittedAndTheConflictIsTold) {
  const auto both = report({says(Effect::permitted), says(Effect::reserved)});
  const Judgement judgement = judged(found(0, 0), both);
  EXPECT_EQ(judgement.verdict, Verdict::exclude_reserved);
  EXPECT_TRUE(judgement.conflict);
  EXPECT_TRUE(judged(found(1, 0), report({says(Effect::permitted)})).conflict);
}

TEST(VerdictTest, OnlyALicenceForEveryMatchClears) {
  const Policy& strict = strict_policy();
  EXPECT_EQ(judged(found(2, 0), {}, strict, {"L1", "L2"}).verdict,
            Verdict::licensed);
  EXPECT_EQ(judged(found(2, 0), {}, strict, {"L1", ""}).verdict,
            Verdict::exclude_match);
  EXPECT_EQ(judged(found(2, 0), {}, strict, {"L1"}).verdict,
            Verdict::exclude_match);
  EXPECT_TRUE(
      judged(found(1, 0), report({says(Effect::reserved)}), strict, {"L1"})
          .conflict);
}

TEST(VerdictTest, ADecisionReplacesOnlyAReview) {
  const Judgement asked = judged(found(0, 1), {});
  const Judgement answer = decided(asked, Verdict::no_signal);
  EXPECT_EQ(answer.verdict, Verdict::no_signal);
  EXPECT_EQ(answer.rule, "candidate+review");
  EXPECT_EQ(undecided(answer), asked);
  const Judgement match = judged(found(1, 0), {});
  EXPECT_EQ(decided(match, Verdict::no_signal), match);
  EXPECT_EQ(undecided(match), match);
}

TEST(PolicyTest, ChangesWhatItNames) {
  const Policy lax = parse_policy(
      R"({"name": "lax", "version": "2", "uses": ["training"],
          "natural_language": "ignore", "malformed": "exclude",
          "required_channels": ["http.tdmrep"], "not_checked": "review"})",
      "lax.json");
  EXPECT_EQ(lax.identity(), "lax/2");
  // Only generative training is reserved, which is not intended.
  const Judgement judgement =
      judged(found(0, 0), report({says(Effect::reserved)}), lax);
  EXPECT_EQ(judgement.rule, "not_checked");
  RightsReport broken;
  broken.raise(Channel::exif, ChannelStatus::malformed);
  EXPECT_EQ(judged(found(0, 0), broken, lax).verdict,
            Verdict::exclude_reserved);
}

TEST(PolicyTest, SenselessPoliciesAreRefused) {
  for (const char* text :
       {"", "[]", "{}", R"({"name": "x", "version": "1", "uses": ["fly"]})",
        R"({"name": "x", "version": "1", "malformed": "perhaps"})",
        R"({"name": "x", "version": "1", "licence": "ignore"})",
        R"({"name": "x", "version": "1", "required_channels": ["smoke"]})"}) {
    EXPECT_THROW(parse_policy(text, "file.json"), Error) << text;
  }
}

TEST(VerdictTest, NamesAreDistinctAndFoundAgain) {
  std::set<std::string> names;
  for (const Verdict verdict : kVerdicts) {
    names.insert(verdict_name(verdict));
    EXPECT_EQ(find_verdict(verdict_name(verdict)), verdict);
  }
  EXPECT_EQ(names, (std::set<std::string>{"exclude_match", "exclude_reserved",
                                          "review", "licensed", "no_signal",
                                          "unchecked"}));
  EXPECT_EQ(find_verdict("clean"), std::nullopt);
}

}  // namespace
}  // namespace sleeve
