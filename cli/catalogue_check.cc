// sleeve catalogue check: which artworks are hard to tell from others.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "cli/catalogue_verbs.h"
#include "cli/output.h"
#include "index/calibration.h"
#include "index/catalogue.h"
#include "index/comparison.h"
#include "index/self_join.h"
#include "screen/record.h"

namespace sleeve::cli {
namespace {

// With fewer corners an artwork is hardly ever found as a part.
constexpr uint64_t kFewCorners = 12;

struct Checked {
  std::vector<int64_t> flat;   // by hash alone they are no more than candidates
  std::vector<int64_t> whole;  // found as wholes only
  std::vector<std::vector<int64_t>> twins;
};

double similarity(const Snapshot& snapshot, int64_t a, int64_t b) {
  const auto of = [&](int64_t i) { return snapshot.features_of(i); };
  return std::inner_product(of(a).begin(), of(a).end(), of(b).begin(), 0.0);
}

// The artworks that are joined by pairs that would match each other.
std::vector<std::vector<int64_t>> twins_of(const Snapshot& snapshot,
                                           int threads) {
  std::vector<int64_t> first(static_cast<size_t>(snapshot.size()));
  std::iota(first.begin(), first.end(), 0);
  const auto root = [&](int64_t i) {
    while (first[i] != i) i = first[i] = first[first[i]];
    return i;
  };
  self_join(snapshot.codes(), kMatchRadius, threads,
            [&](std::span<const CodePair> pairs) {
              for (const auto& [a, b, distance] : pairs) {
                if (snapshot.quality(a) < kMatchQuality ||
                    snapshot.quality(b) < kMatchQuality ||
                    similarity(snapshot, a, b) < kMatchSimilarity) {
                  continue;
                }
                const int64_t one = root(a), other = root(b);
                first[std::max(one, other)] = std::min(one, other);
              }
            });
  std::map<int64_t, std::vector<int64_t>> groups;
  for (int64_t i = 0; i < snapshot.size(); ++i) {
    if (root(i) != i) groups[root(i)].push_back(i);
  }
  std::vector<std::vector<int64_t>> twins;
  for (auto& [lead, others] : groups) {
    others.insert(others.begin(), lead);
    twins.push_back(std::move(others));
  }
  return twins;
}

Checked check(const Snapshot& snapshot, const Parts& parts, int threads) {
  Checked checked;
  for (int64_t i = 0; i < snapshot.size(); ++i) {
    if (snapshot.quality(i) < kMatchQuality) checked.flat.push_back(i);
    if (parts.corners(i) < kFewCorners) checked.whole.push_back(i);
  }
  checked.twins = twins_of(snapshot, threads);
  return checked;
}

void print(const char* kind, std::span<const int64_t> positions,
           const Snapshot& snapshot, const Globals& globals) {
  std::vector<std::string> ids;
  for (const int64_t position : positions) {
    ids.emplace_back(snapshot.id(position));
  }
  if (globals.json) {
    Record record;
    record.put("kind", kind);
    record.put("artworks", ids);
    print_line(record.line());
    return;
  }
  std::string line = kind;
  for (const std::string& id : ids) line += "\t" + field(id);
  print_line(line);
}

void print_hub(const std::string& id, double factor, const Globals& globals) {
  if (!globals.json) {
    print_line(fmt::format("hub\t{}\t{:.1f}", field(id), factor));
    return;
  }
  Record record;
  record.put("kind", "hub");
  record.put("artworks", std::vector<std::string>{id});
  record.put("factor", factor);
  print_line(record.line());
}

ExitCode run(const std::string& directory, const Globals& globals) {
  const auto catalogue = Catalogue::open(directory, Catalogue::Mode::read);
  const auto snapshot = catalogue.snapshot();
  const auto parts = catalogue.parts(*snapshot);
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const Checked checked =
      check(*snapshot, *parts,
            globals.threads > 0 ? globals.threads : static_cast<int>(cores));
  for (const int64_t& i : checked.flat) {
    print("flat", {&i, 1}, *snapshot, globals);
  }
  for (const int64_t& i : checked.whole) {
    print("few_corners", {&i, 1}, *snapshot, globals);
  }
  for (const auto& [id, factor] : load_calibration(directory).hubs) {
    print_hub(id, factor, globals);
  }
  for (const auto& group : checked.twins) {
    print("twins", group, *snapshot, globals);
  }
  note(globals,
       fmt::format("Of {} artworks {} are too flat to match by hash alone, {} "
                   "have too few corners to be found as parts, and there are "
                   "{} groups of twins.",
                   snapshot->size(), checked.flat.size(), checked.whole.size(),
                   checked.twins.size()));
  return kNothingFound;
}

}  // namespace

void add_catalogue_check(CLI::App& app, const Globals& globals, Run& run_verb) {
  auto directory = std::make_shared<std::string>();
  CLI::App* verb = app.add_subcommand(
      "check", "List artworks that are flat, have few corners, or are twins");
  verb->add_option("--catalogue", *directory, "The catalogue directory")
      ->required();
  verb->footer(
      "A line for each finding: flat | few_corners | hub | twins, and the ids; "
      "tab-separated. A hub is what `sleeve calibrate` found to look like very "
      "much, and how many times more often than others.");
  verb->callback([&globals, &run_verb, directory] {
    run_verb = [&globals, directory] { return run(*directory, globals); };
  });
}

}  // namespace sleeve::cli
