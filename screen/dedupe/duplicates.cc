#include "screen/dedupe/duplicates.h"

#include <algorithm>
#include <bit>

#include "index/self_join.h"
#include "screen/dedupe/nodes.h"
#include "screen/dedupe/part_groups.h"
#include "screen/dedupe/part_stage.h"
#include "screen/dedupe/plain_groups.h"

namespace sleeve {
namespace {

// Unrelated pictures whose hashes are near agree in their outline; their
// features tell them apart, as for artworks in index/comparison.cc. Of 4.5
// million pairs of unrelated covers none lay within 40 bits, and within 56 none
// above 0.9.
constexpr int kSureBits = 31;
constexpr double kLeastSimilarity = 0.85;
constexpr double kLeastSimilarityBeyond = 0.9;

// Encodings of the same pixels are decoded at unlike scales: their hashes
// differ in up to 9 bits.
constexpr int kSamePixelsBits = 16;

bool same_sides(const RecordNumbers& a, const RecordNumbers& b) {
  return a.rows == b.rows && a.columns == b.columns;
}

bool alike(const Corpus& corpus, uint32_t a, uint32_t b, int bits) {
  return similarity(corpus.numbers(a), corpus.numbers(b)) >=
         (bits <= kSureBits ? kLeastSimilarity : kLeastSimilarityBeyond);
}

IsNear near_within(const Corpus& corpus, int radius) {
  return [&corpus, radius](uint32_t a, uint32_t b) {
    const int bits = distance(corpus, a, b);
    return bits <= radius && alike(corpus, a, b, bits);
  };
}

// Everything against everything.
void group_nodes(const Corpus& corpus, const Nodes& nodes,
                 const DuplicateOptions& options, Duplicates& result) {
  GroupOptions group;
  group.by = options.by;
  group.radius = options.radius;
  group.threads = options.threads;
  group.agrees = [&](uint32_t first, uint32_t second, int bits) {
    return alike(corpus, nodes.first_rows()[first], nodes.first_rows()[second],
                 bits);
  };
  CodeGroups groups = group_codes(nodes.codes(), group);
  if (options.find_parts) {
    join_parts(corpus, nodes, options, near_within(corpus, options.radius),
               groups, result);
  }
  result.pairs_seen = groups.pairs;
  result.pairs_refused = groups.refused;
  result.crowded = groups.crowded;
  for (Edge& edge : groups.edges) {
    result.pairs.push_back({nodes.first_rows()[edge.first],
                            nodes.first_rows()[edge.second], edge.distance});
  }
  for (uint32_t row = 0; row < corpus.size(); ++row) {
    const uint32_t node = nodes.of(row);
    if (node == kNoRow) continue;
    result.keepers[row] = nodes.first_rows()[groups.keepers[node]];
    const uint32_t best = nodes.first_rows()[node];
    if (best != row) result.pairs.push_back({best, row, 0});
  }
}

// Rows against references. A node's best row is a reference when it has one.
class CrossJoin {
 public:
  CrossJoin(const Corpus& corpus, const Nodes& nodes,
            const DuplicateOptions& options, Duplicates& result)
      : corpus_(corpus), nodes_(nodes), result_(result) {
    nearest_.resize(nodes.size());
    for (uint32_t node = 0; node < nodes.size(); ++node) {
      if (is_reference(node)) nearest_[node] = {0, node};
    }
    self_join(nodes.codes(), options.radius, options.threads,
              [&](std::span<const CodePair> pairs) {
                for (const CodePair& pair : pairs) take(pair);
              });
    for (uint32_t row = corpus.references; row < corpus.size(); ++row) {
      const uint32_t node = nodes.of(row);
      if (node == kNoRow || nearest_[node].node == kNoRow) continue;
      result.keepers[row] = nodes.first_rows()[nearest_[node].node];
      result.pairs.push_back({result.keepers[row], row,
                              static_cast<uint32_t>(nearest_[node].distance)});
    }
  }

 private:
  struct Nearest {
    int distance = 257;
    uint32_t node = kNoRow;
  };

  bool is_reference(uint32_t node) const {
    return nodes_.first_rows()[node] < corpus_.references;
  }

  // Nodes of references have lower numbers than others.
  void take(const CodePair& pair) {
    const auto first = static_cast<uint32_t>(pair.first);
    const auto second = static_cast<uint32_t>(pair.second);
    if (!is_reference(first) || is_reference(second)) return;
    ++result_.pairs_seen;
    const uint32_t reference = nodes_.first_rows()[first];
    const uint32_t row = nodes_.first_rows()[second];
    if (!alike(corpus_, reference, row, pair.distance)) {
      ++result_.pairs_refused;
      return;
    }
    Nearest& nearest = nearest_[second];
    if (pair.distance < nearest.distance ||
        (pair.distance == nearest.distance && first < nearest.node)) {
      nearest = {pair.distance, first};
    }
  }

  const Corpus& corpus_;
  const Nodes& nodes_;
  Duplicates& result_;
  std::vector<Nearest> nearest_;
};

// Stars of all nodes, so that one of each is looked for.
void group_cross_parts(const Corpus& corpus, const Nodes& nodes,
                       const DuplicateOptions& options, Duplicates& result) {
  const IsNear near = near_within(corpus, options.radius);
  GroupOptions group;
  group.radius = options.radius;
  group.threads = options.threads;
  group.agrees = [&](uint32_t first, uint32_t second, int bits) {
    return alike(corpus, nodes.first_rows()[first], nodes.first_rows()[second],
                 bits);
  };
  const CodeGroups groups = group_codes(nodes.codes(), group);
  join_cross_parts(corpus, nodes, options, near, groups, result);
}

}  // namespace

const char* duplicate_kind_name(DuplicateKind kind) {
  static constexpr const char* kNames[kDuplicateKinds] = {
      "identical", "same_pixels", "near", "part"};
  return kNames[static_cast<int>(kind)];
}

int distance(const Corpus& corpus, uint32_t a, uint32_t b) {
  const auto& left = corpus.numbers(a).hash;
  const auto& right = corpus.numbers(b).hash;
  int bits = 0;
  for (size_t i = 0; i < left.size(); ++i) {
    bits += std::popcount(static_cast<unsigned>(left[i] ^ right[i]));
  }
  return bits;
}

bool same_bytes(const Corpus& corpus, uint32_t a, uint32_t b) {
  return corpus.numbers(a).sha256 == corpus.numbers(b).sha256;
}

bool same_pixels(const Corpus& corpus, uint32_t a, uint32_t b) {
  const auto left = corpus.file.pixels(corpus.records[a]);
  const auto right = corpus.file.pixels(corpus.records[b]);
  return left && right && *left == *right;
}

const ShownPart* shown_in(const Duplicates& duplicates, uint32_t scene,
                          uint32_t picture) {
  const auto& shown = duplicates.shown;
  const auto at = std::lower_bound(
      shown.begin(), shown.end(), std::pair(scene, picture),
      [](const ShownPart& one, const std::pair<uint32_t, uint32_t>& wanted) {
        return std::pair(one.scene, one.picture) < wanted;
      });
  const bool found =
      at != shown.end() && at->scene == scene && at->picture == picture;
  return found ? &*at : nullptr;
}

const ShownPart* shown_between(const Duplicates& duplicates, uint32_t a,
                               uint32_t b) {
  if (duplicates.shown.empty()) return nullptr;
  a = duplicates.bests[a];
  b = duplicates.bests[b];
  const ShownPart* const one = shown_in(duplicates, a, b);
  const ShownPart* const other = shown_in(duplicates, b, a);
  if (one == nullptr || other == nullptr) return one != nullptr ? one : other;
  return other->found.expected < one->found.expected ? other : one;
}

DuplicateKind kind_of(const Corpus& corpus, const Duplicates& duplicates,
                      uint32_t row, uint32_t keeper) {
  if (same_bytes(corpus, row, keeper)) return DuplicateKind::identical;
  if (same_pixels(corpus, row, keeper)) return DuplicateKind::same_pixels;
  const ShownPart* shown = shown_between(duplicates, row, keeper);
  return shown != nullptr && !view_of(corpus, *shown).whole
             ? DuplicateKind::part
             : DuplicateKind::near;
}

std::vector<uint32_t> rows_to_digest(const Corpus& corpus,
                                     const std::vector<uint32_t>& keepers) {
  std::vector<bool> wanted(keepers.size());
  for (uint32_t row = 0; row < keepers.size(); ++row) {
    const uint32_t keeper = keepers[row];
    if (keeper == kNoRow || keeper == row) continue;
    if (same_sides(corpus.numbers(row), corpus.numbers(keeper)) &&
        !same_bytes(corpus, row, keeper) &&
        distance(corpus, row, keeper) <= kSamePixelsBits) {
      wanted[row] = wanted[keeper] = true;
    }
  }
  std::vector<uint32_t> rows;
  for (uint32_t row = 0; row < keepers.size(); ++row) {
    if (wanted[row]) rows.push_back(row);
  }
  return rows;
}

Duplicates find_duplicates(const Corpus& corpus,
                           std::span<const uint32_t> ranked,
                           const DuplicateOptions& options,
                           const DigestPixels& digest) {
  Duplicates result;
  result.keepers.assign(corpus.size(), kNoRow);
  std::vector<uint32_t> rich, plain;
  for (const uint32_t row : ranked) {
    result.keepers[row] = row;
    (corpus.numbers(row).quality < kPlainPicture ? plain : rich).push_back(row);
  }
  {
    const Nodes nodes(corpus, rich, [&](uint32_t best, uint32_t row) {
      return alike(corpus, best, row, 0);
    });
    if (corpus.references > 0) {
      CrossJoin(corpus, nodes, options, result);
      if (options.find_parts) group_cross_parts(corpus, nodes, options, result);
    } else {
      group_nodes(corpus, nodes, options, result);
    }
  }
  group_plain(corpus, plain, digest, result);
  std::sort(result.pairs.begin(), result.pairs.end());
  return result;
}

}  // namespace sleeve
