#include "screen/dedupe/group_codes.h"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "core/error.h"
#include "index/self_join.h"
#include "screen/dedupe/leaders.h"

namespace sleeve {
namespace {

constexpr size_t kCodeBytes = 32;
constexpr size_t kEdgesAtLeast = 8'000'000;
constexpr size_t kEdgesPerCode = 4;
constexpr int64_t kMostPairs = 2'000'000'000;  // half a minute
constexpr int kMostRadius = 63;

class Grouper {
 public:
  Grouper(std::span<const uint8_t> codes, const GroupOptions& options)
      : codes_(codes),
        options_(options),
        nodes_(static_cast<uint32_t>(codes.size() / kCodeBytes)),
        most_edges_(options.most_edges != 0
                        ? options.most_edges
                        : kEdgesAtLeast + kEdgesPerCode * nodes_),
        most_pairs_(options.most_pairs != 0 ? options.most_pairs : kMostPairs),
        components_(nodes_),
        claimed_by_(nodes_) {
    std::iota(claimed_by_.begin(), claimed_by_.end(), 0);
  }

  CodeGroups run() {
    pinned_.assign(nodes_, false);
    closed_.assign(nodes_, false);
    while (!join()) thin();
    std::sort(result_.edges.begin(), result_.edges.end());
    group_rest();
    std::sort(result_.edges.begin(), result_.edges.end());
    return std::move(result_);
  }

 private:
  struct Crowded {};

  bool agrees(uint32_t first, uint32_t second, int bits) {
    ++result_.pairs;
    if (!options_.agrees || options_.agrees(first, second, bits)) return true;
    ++result_.refused;
    return false;
  }

  bool is_component() const { return options_.by == GroupBy::component; }

  // Components need no edges in memory, but all the time that pairs take.
  void note_crowd(int64_t more) {
    result_.crowded = true;
    if (!is_component() || more > most_pairs_) throw Crowded();
  }

  bool takes_part(uint32_t node) const {
    return claimed_by_[node] == node && !closed_[node];
  }

  // Joins the nodes that are not grouped yet; false when they crowd.
  bool join() {
    std::vector<uint32_t> active;
    std::vector<uint8_t> gathered;
    const bool thinned = !settled_.empty();
    if (thinned) gather(active, gathered);
    const auto node = [&](int64_t row) {
      return active.empty() ? static_cast<uint32_t>(row) : active[row];
    };
    result_.edges.clear();
    int64_t more = 0;  // than there is memory for
    const auto take = [&](std::span<const CodePair> pairs) {
      for (const CodePair& pair : pairs) {
        const uint32_t first = node(pair.first), second = node(pair.second);
        if (!agrees(first, second, pair.distance)) continue;
        if (is_component()) components_.join(first, second);
        if (result_.edges.size() == most_edges_) {
          note_crowd(++more);
          continue;
        }
        result_.edges.push_back(
            {first, second, static_cast<uint32_t>(pair.distance)});
      }
    };
    try {
      self_join(thinned ? gathered : codes_, options_.radius, options_.threads,
                take);
      return true;
    } catch (const Crowded&) {
      return false;
    }
  }

  void gather(std::vector<uint32_t>& active, std::vector<uint8_t>& codes) {
    for (uint32_t node = 0; node < nodes_; ++node) {
      if (!takes_part(node)) continue;
      active.push_back(node);
      const auto code = codes_.subspan(size_t{node} * kCodeBytes, kCodeBytes);
      codes.insert(codes.end(), code.begin(), code.end());
    }
  }

  // The nodes with so many edges that a quarter of all edges is between them.
  std::vector<uint32_t> crowd() const {
    std::vector<uint32_t> degrees(nodes_);
    for (const Edge& edge : result_.edges) {
      ++degrees[edge.first];
      ++degrees[edge.second];
    }
    uint32_t least = 1;
    for (uint32_t next = 2;; next *= 2) {
      const auto between = std::count_if(
          result_.edges.begin(), result_.edges.end(), [&](const Edge& edge) {
            return degrees[edge.first] >= next && degrees[edge.second] >= next;
          });
      if (static_cast<size_t>(between) < result_.edges.size() / 4) break;
      least = next;
    }
    // Their neighbours too, so that the best of a crowd is kept.
    std::vector<bool> chosen(nodes_);
    for (const Edge& edge : result_.edges) {
      if (degrees[edge.first] < least && degrees[edge.second] < least) continue;
      chosen[edge.first] = chosen[edge.second] = true;
    }
    std::vector<uint32_t> crowded;
    for (uint32_t node = 0; node < nodes_; ++node) {
      if (chosen[node]) crowded.push_back(node);
    }
    return crowded;
  }

  void thin() {
    const bool clique = options_.by == GroupBy::clique;
    const std::vector<uint32_t> crowded = crowd();
    result_.edges = {};
    Leaders leaders(codes_, clique ? options_.radius / 2 : options_.radius);
    const Agrees check = [this](uint32_t first, uint32_t second, int bits) {
      return agrees(first, second, bits);
    };
    size_t claimed = 0;
    for (const uint32_t node : crowded) {
      const auto edge =
          pinned_[node] ? std::nullopt : leaders.nearest(node, check);
      if (!edge) {
        leaders.keep(node);
        continue;
      }
      claimed_by_[node] = edge->first;
      pinned_[edge->first] = true;
      if (clique) closed_[edge->first] = true;
      if (is_component()) join_leaders(leaders, node);
      settled_.push_back(*edge);
      ++claimed;
    }
    // Nothing lies within half the radius: there is no way but more memory.
    if (claimed > 0) return;
    most_edges_ *= 2;
    most_pairs_ *= 2;
  }

  void join_leaders(const Leaders& leaders, uint32_t node) {
    leaders.within(node, [&](uint32_t kept, int bits) {
      if (agrees(kept, node, bits)) components_.join(kept, node);
    });
  }

  void group_rest() {
    if (is_component()) {
      result_.keepers = components_.keepers();
      result_.edges.insert(result_.edges.end(), settled_.begin(),
                           settled_.end());
      return;
    }
    result_.keepers = options_.by == GroupBy::star
                          ? star_groups(nodes_, result_.edges, pinned_)
                          : clique_groups(nodes_, result_.edges);
    for (const Edge& edge : settled_) {
      result_.keepers[edge.second] = edge.first;
    }
    result_.edges.insert(result_.edges.end(), settled_.begin(), settled_.end());
  }

  std::span<const uint8_t> codes_;
  const GroupOptions& options_;
  uint32_t nodes_;
  size_t most_edges_;
  int64_t most_pairs_;
  Components components_;
  Keepers claimed_by_;
  std::vector<bool> pinned_;   ///< keeps nodes that were grouped already
  std::vector<bool> closed_;   ///< keeps a clique that takes nobody more
  std::vector<Edge> settled_;  ///< by which nodes were grouped already
  CodeGroups result_;
};

}  // namespace

CodeGroups group_codes(std::span<const uint8_t> codes,
                       const GroupOptions& options) {
  if (options.radius < 0 || options.radius > kMostRadius) {
    throw Error(ErrorCode::invalid_argument,
                "The threshold must lie between 0 and 63 bits.");
  }
  return Grouper(codes, options).run();
}

}  // namespace sleeve
