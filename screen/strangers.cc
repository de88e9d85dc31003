#include "screen/strangers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "core/error.h"
#include "index/part_finder.h"

namespace sleeve {
namespace {

constexpr size_t kFolds = 5;

using Chosen = std::vector<const Stranger*>;

std::vector<double> logits_of(const Chosen& strangers) {
  std::vector<double> logits;
  for (const Stranger* stranger : strangers) {
    for (const PartScore& part : stranger->background.parts) {
      logits.push_back(part.logit);
    }
  }
  return logits;
}

// Whether the strangers' places were enough for a tail.
bool learn(const Chosen& strangers, const Snapshot& snapshot,
           Calibration& calibration) {
  const int64_t artworks = snapshot.size();
  const auto pictures = static_cast<int64_t>(strangers.size());
  const auto tail = fit_tail(logits_of(strangers), pictures * artworks);
  if (!tail) return false;
  std::map<std::string, int64_t> seen_often;
  double near_hashes = 0;
  for (const Stranger* stranger : strangers) {
    near_hashes += static_cast<double>(stranger->background.near_hashes);
    for (const PartScore& part : stranger->background.parts) {
      if (part.logit < tail->start) continue;
      ++seen_often[std::string(snapshot.id(part.artwork))];
    }
  }
  calibration.tail = *tail;
  calibration.hubs = find_hubs(seen_often, artworks);
  calibration.artworks = artworks;
  calibration.pictures = pictures;
  calibration.hash_factor = std::max(
      1.0,
      (near_hashes + 1.645 * std::sqrt(near_hashes)) /
          (expected_near_hashes(artworks) * static_cast<double>(pictures)));
  return true;
}

// Equal pictures fall into one fold, wherever they lie among the others.
std::vector<Chosen> folds_of(std::span<const Stranger> strangers) {
  std::map<Sha256Digest, size_t> fold_of;
  for (const Stranger& stranger : strangers) fold_of[stranger.digest];
  size_t next = 0;
  for (auto& [digest, fold] : fold_of) fold = next++ % kFolds;
  std::vector<Chosen> folds(kFolds);
  for (const Stranger& stranger : strangers) {
    folds[fold_of[stranger.digest]].push_back(&stranger);
  }
  return folds;
}

Chosen all_but(const std::vector<Chosen>& folds, size_t held_out) {
  Chosen others;
  for (size_t i = 0; i < folds.size(); ++i) {
    if (i == held_out) continue;
    others.insert(others.end(), folds[i].begin(), folds[i].end());
  }
  return others;
}

// What these places of a stranger would state, where so many artworks stand
// for each of the catalogue.
void state(std::span<const PartScore> parts, int64_t price,
           const Snapshot& snapshot, const Calibration& calibration,
           std::vector<Stated>& stated) {
  for (const PartScore& part : parts) {
    if (part.best == Standing::none) continue;
    double expected = static_cast<double>(price * snapshot.size()) *
                      calibration.tail.chance(part.logit);
    const auto hub =
        calibration.hubs.find(std::string(snapshot.id(part.artwork)));
    if (hub != calibration.hubs.end()) expected *= hub->second;
    stated.push_back({expected, part.best == Standing::match &&
                                    expected <= calibration.rate});
  }
}

}  // namespace

void learn_from(std::span<const Stranger> strangers, const Snapshot& snapshot,
                Calibration& calibration) {
  Chosen all;
  for (const Stranger& stranger : strangers) all.push_back(&stranger);
  if (learn(all, snapshot, calibration)) return;
  throw Error(ErrorCode::invalid_argument,
              fmt::format("Only {} places were proposed in {} pictures; a tail "
                          "needs 20. Measure more pictures.",
                          logits_of(all).size(), all.size()));
}

std::vector<Reliability> held_out_reliability(
    std::span<const Stranger> strangers, const Snapshot& snapshot,
    const Calibration& calibration) {
  const auto folds = folds_of(strangers);
  std::vector<Stated> stated;
  for (size_t i = 0; i < folds.size(); ++i) {
    Calibration of_others = calibration;
    if (folds[i].empty() || !learn(all_but(folds, i), snapshot, of_others)) {
      return {};
    }
    for (const Stranger* stranger : folds[i]) {
      const Background& found = stranger->background;
      state(found.parts, 1, snapshot, of_others, stated);
      state(found.mirrored, kMirrorPrice, snapshot, of_others, stated);
    }
  }
  return reliability_of(static_cast<int64_t>(strangers.size()), stated);
}

}  // namespace sleeve
