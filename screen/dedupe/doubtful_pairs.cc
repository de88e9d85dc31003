#include "screen/dedupe/doubtful_pairs.h"

#include <algorithm>
#include <utility>

#include "index/comparison.h"
#include "index/self_join.h"

namespace sleeve {
namespace {

constexpr size_t kMostOfScene = 16;

// Pictures of less likeness are different ones.
constexpr double kLeastLikeness = 0.5;

class Finder {
 public:
  Finder(const Corpus& corpus, std::span<const uint32_t> rows, int threads,
         const WantsPair& wants)
      : corpus_(corpus),
        rows_(rows),
        threads_(threads),
        wants_(wants),
        nearest_(rows.size()) {
    for (const uint32_t row : rows) {
      const auto& hash = corpus.numbers(row).hash;
      codes_.insert(codes_.end(), hash.begin(), hash.end());
    }
  }

  void find_upright() {
    self_join(codes_, kSearchRadius, threads_, [&](auto pairs) {
      for (const CodePair& pair : pairs) {
        const auto a = static_cast<uint32_t>(pair.first);
        const auto b = static_cast<uint32_t>(pair.second);
        if (similarity(corpus_.numbers(rows_[a]), corpus_.numbers(rows_[b])) <
            kLeastLikeness) {
          continue;
        }
        // The later one need not be looked at too.
        if (!add(a, b, 1, pair.distance)) add(b, a, 1, pair.distance);
      }
    });
  }

  void find_turned(int radius) {
    const size_t upright = codes_.size();
    for (size_t turn = 0; turn < kKeptTurns.size(); ++turn) {
      for (const uint32_t row : rows_) {
        const auto hash =
            corpus_.file.details_of(corpus_.records[row]).turned[turn];
        codes_.insert(codes_.end(), hash.begin(), hash.end());
      }
      self_join(codes_, radius, threads_,
                [&](auto pairs) { take_turned(pairs, kKeptTurns[turn]); });
      codes_.resize(upright);
    }
  }

  std::vector<DoubtfulPair> pairs() {
    std::vector<DoubtfulPair> all;
    for (const auto& some : nearest_) {
      all.insert(all.end(), some.begin(), some.end());
    }
    std::sort(all.begin(), all.end());
    return all;
  }

 private:
  void take_turned(std::span<const CodePair> pairs, int orientation) {
    const auto count = static_cast<int64_t>(rows_.size());
    for (const CodePair& pair : pairs) {
      if (pair.first >= count || pair.second < count) continue;
      const auto picture = static_cast<uint32_t>(pair.first);
      const auto scene = static_cast<uint32_t>(pair.second - count);
      if (picture != scene) add(scene, picture, orientation, pair.distance);
    }
  }

  // False when nobody wants the pair. Of crowds the nearest remain.
  bool add(uint32_t scene, uint32_t picture, int orientation, int distance) {
    const DoubtfulPair pair{rows_[scene], rows_[picture], orientation,
                            distance};
    if (!wants_(pair.scene, pair.picture)) return false;
    const auto nearer = [](const DoubtfulPair& a, const DoubtfulPair& b) {
      return std::tie(a.distance, a.picture, a.orientation) <
             std::tie(b.distance, b.picture, b.orientation);
    };
    auto& kept = nearest_[scene];
    kept.insert(std::upper_bound(kept.begin(), kept.end(), pair, nearer), pair);
    if (kept.size() > kMostOfScene) kept.pop_back();
    return true;
  }

  const Corpus& corpus_;
  std::span<const uint32_t> rows_;
  int threads_;
  const WantsPair& wants_;
  std::vector<uint8_t> codes_;
  std::vector<std::vector<DoubtfulPair>> nearest_;
};

}  // namespace

std::vector<DoubtfulPair> doubtful_pairs(const Corpus& corpus,
                                         std::span<const uint32_t> rows,
                                         int radius, int threads,
                                         const WantsPair& wants) {
  Finder finder(corpus, rows, threads, wants);
  finder.find_upright();
  finder.find_turned(radius);
  return finder.pairs();
}

}  // namespace sleeve
