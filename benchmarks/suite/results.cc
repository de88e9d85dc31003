// Sums outcomes up by transformation, family and all.
#include "benchmarks/suite/results.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

namespace sleeve::suite {
namespace {

/// The largest threshold at which no distractor query matches anything.
int choose_threshold(const std::vector<Outcome>& outcomes, Peer peer) {
  int least = kFar;
  for (const Outcome& outcome : outcomes) {
    if (!outcome.distractor) continue;
    least = std::min(least, outcome.nearest_wrong[static_cast<int>(peer)]);
  }
  // Without a distractor that can be hashed nothing is known.
  return least == kFar ? -1 : least - 1;
}

void add_peers(const Outcome& outcome, const std::vector<Method>& methods,
               Tally& tally) {
  tally.peers.resize(methods.size());
  for (size_t m = 0; m < methods.size(); ++m) {
    const int peer = static_cast<int>(methods[m].peer);
    const int threshold = methods[m].threshold;
    PeerTally& sum = tally.peers[m];
    const bool wrong = outcome.nearest_wrong[peer] <= threshold;
    if (outcome.distractor) {
      sum.distractor_false += wrong;
      continue;
    }
    sum.false_queries += wrong;
    const auto found = std::count_if(
        outcome.hits.begin(), outcome.hits.end(),
        [&](const Hit& h) { return h.distances[peer] <= threshold; });
    sum.recall_sum += 1.0 * found / std::max<size_t>(1, outcome.hits.size());
  }
}

// The least that a false match of each distractor query states, in order.
std::array<double, kAllowances> choose_levels(
    const std::vector<Outcome>& outcomes) {
  std::vector<double> least;
  for (const Outcome& outcome : outcomes) {
    if (!outcome.distractor) continue;
    double stated = std::numeric_limits<double>::infinity();
    for (const Wrong& wrong : outcome.wrong) {
      if (wrong.match) stated = std::min(stated, wrong.expected_false_matches);
    }
    least.push_back(stated);
  }
  least.resize(std::max(least.size(), kAllowances),
               std::numeric_limits<double>::infinity());
  std::sort(least.begin(), least.end());
  std::array<double, kAllowances> levels;
  std::copy_n(least.begin(), kAllowances, levels.begin());
  return levels;
}

void add_hits(const Outcome& outcome,
              const std::array<double, kAllowances>& levels, Tally& tally) {
  int64_t found = 0, plausible = 0;
  std::array<int64_t, kAllowances> strict{};
  for (const Hit& hit : outcome.hits) {
    for (size_t i = 0; i < kAllowances; ++i) {
      strict[i] += hit.match && hit.expected_false_matches < levels[i];
    }
    found += hit.match;
    plausible += hit.match || hit.candidate;
    tally.edition_matches += hit.edition;
    if (hit.overlap < 0) continue;
    tally.overlap_sum += hit.overlap;
    ++tally.overlaps;
  }
  const double expected = std::max<size_t>(1, outcome.hits.size());
  ++tally.queries;
  tally.expected += static_cast<int64_t>(outcome.hits.size());
  tally.found += found;
  tally.recall_sum += static_cast<double>(found) / expected;
  tally.candidate_sum += static_cast<double>(plausible) / expected;
  for (size_t i = 0; i < kAllowances; ++i) {
    tally.strict_sum[i] += static_cast<double>(strict[i]) / expected;
  }
}

void add(const Outcome& outcome, const Results& results, Tally& tally) {
  const auto wrong = std::count_if(outcome.wrong.begin(), outcome.wrong.end(),
                                   [](const Wrong& w) { return w.match; });
  tally.seconds += outcome.seconds;
  tally.unchecked += !outcome.problem.empty();
  if (outcome.distractor) {
    ++tally.distractor_queries;
    tally.distractor_false += wrong > 0;
    tally.distractor_matches += wrong;
  } else {
    add_hits(outcome, results.levels, tally);
    tally.false_queries += wrong > 0;
    tally.false_matches += wrong;
  }
  add_peers(outcome, results.methods, tally);
}

/// Rows in the order in which their first outcome came.
class Rows {
 public:
  explicit Rows(Row::Level level) : level_(level) {}

  Tally& of(const std::string& family, const std::string& name) {
    const auto [at, fresh] = places_.emplace(name, rows_.size());
    if (fresh) rows_.push_back({level_, family, name, {}});
    return rows_[at->second].tally;
  }

  void append_to(std::vector<Row>& all) {
    all.insert(all.end(), rows_.begin(), rows_.end());
  }

 private:
  Row::Level level_;
  std::map<std::string, size_t> places_;
  std::vector<Row> rows_;
};

std::vector<Reliability> reliability_of(const std::vector<Outcome>& outcomes) {
  std::vector<Stated> stated;
  int64_t queries = 0;
  for (const Outcome& outcome : outcomes) {
    if (!outcome.distractor) continue;
    ++queries;
    for (const Wrong& wrong : outcome.wrong) {
      stated.push_back({wrong.expected_false_matches, wrong.match});
    }
  }
  return sleeve::reliability_of(queries, stated);
}

}  // namespace

Results summarise(const std::vector<Outcome>& outcomes, Setup setup) {
  Results results;
  results.setup = std::move(setup);
  results.methods = peer_methods();
  for (Method& method : results.methods) {
    if (method.chosen) {
      method.threshold = choose_threshold(outcomes, method.peer);
    }
  }
  results.levels = choose_levels(outcomes);
  Rows single(Row::Level::transformation), families(Row::Level::family),
      all(Row::Level::all);
  for (const Outcome& outcome : outcomes) {
    add(outcome, results, single.of(outcome.family, outcome.transformation));
    if (outcome.family == "untouched") continue;
    add(outcome, results, families.of(outcome.family, outcome.family));
    add(outcome, results, all.of("all", "all"));
  }
  single.append_to(results.rows);
  families.append_to(results.rows);
  all.append_to(results.rows);
  results.reliability = reliability_of(outcomes);
  for (const Outcome& outcome : outcomes) {
    if (!outcome.distractor) continue;
    for (const Wrong& wrong : outcome.wrong) {
      if (wrong.match) results.stated_sum += wrong.expected_false_matches;
    }
  }
  return results;
}

}  // namespace sleeve::suite
