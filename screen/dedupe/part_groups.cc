#include "screen/dedupe/part_groups.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <unordered_map>
#include <utility>

#include "index/comparison.h"
#include "index/region.h"

namespace sleeve {
namespace {

// Whole pictures that the hash could not settle stand behind near ones, and
// parts behind those.
constexpr uint32_t kWholeDistance = 64;
constexpr uint32_t kPartDistance = 65;
constexpr double kPartSteps = 1000;

// Shown smaller than this, a picture is better kept as itself.
constexpr double kSmaller = 0.8;

// What takes less of the scene joins nothing.
constexpr double kLeastShare = 0.1;

// Two pictures that cover less of each other lie beside each other.
constexpr double kBeside = 0.3;

struct Box {
  double left = 1, top = 1, right = 0, bottom = 0;

  double area() const {
    return std::max(0.0, right - left) * std::max(0.0, bottom - top);
  }
};

// Around the visible part of it.
Box box_of(const FoundPart& found) {
  Box box;
  for (size_t i = 0; i < 4; ++i) {
    const double x = std::clamp<double>(found.corners[2 * i], 0, 1);
    const double y = std::clamp<double>(found.corners[2 * i + 1], 0, 1);
    box = {std::min(box.left, x), std::min(box.top, y), std::max(box.right, x),
           std::max(box.bottom, y)};
  }
  return box;
}

bool beside(const FoundPart& a, const FoundPart& b) {
  const Box left = box_of(a), right = box_of(b);
  const Box both{std::max(left.left, right.left), std::max(left.top, right.top),
                 std::min(left.right, right.right),
                 std::min(left.bottom, right.bottom)};
  return both.area() < kBeside * std::min(left.area(), right.area());
}

class Grouper {
 public:
  explicit Grouper(const PartGraph& graph)
      : graph_(graph),
        nodes_(static_cast<uint32_t>(graph.rows.size())),
        collage_(nodes_),
        order_(nodes_),
        places_(nodes_) {
    for (uint32_t node = 0; node < nodes_; ++node) {
      node_of_[graph.rows[node]] = node;
    }
  }

  Keepers run() {
    collect_links();
    find_collages();
    put_in_order();
    const std::vector<Edge> edges = all_edges();
    const Keepers grouped = group(edges);
    Keepers keepers(nodes_);
    for (uint32_t place = 0; place < nodes_; ++place) {
      keepers[order_[place]] = order_[grouped[place]];
    }
    return keepers;
  }

 private:
  struct Link {
    uint32_t scene = 0;
    uint32_t picture = 0;
    PartView view;
    const FoundPart* found = nullptr;
  };

  void collect_links() {
    for (const ShownPart& shown : graph_.shown) {
      const auto scene = node_of_.find(shown.scene);
      const auto picture = node_of_.find(shown.picture);
      if (scene == node_of_.end() || picture == node_of_.end()) continue;
      links_.push_back({scene->second, picture->second,
                        view_of(graph_.corpus, shown), &shown.found});
      related_.insert(std::minmax(scene->second, picture->second));
    }
    std::stable_sort(
        links_.begin(), links_.end(),
        [](const Link& a, const Link& b) { return a.scene < b.scene; });
  }

  bool related(uint32_t a, uint32_t b) const {
    if (a == b || related_.contains(std::minmax(a, b))) return true;
    const Edge wanted{std::min(a, b), std::max(a, b), 0};
    const auto at =
        std::lower_bound(graph_.near.begin(), graph_.near.end(), wanted);
    return at != graph_.near.end() && at->first == wanted.first &&
           at->second == wanted.second;
  }

  void find_collages() {
    for (size_t begin = 0, end = 0; begin < links_.size(); begin = end) {
      while (end < links_.size() && links_[end].scene == links_[begin].scene) {
        ++end;
      }
      for (size_t a = begin; a < end; ++a) {
        for (size_t b = begin; b < a; ++b) {
          const Link &left = links_[a], &right = links_[b];
          if (!left.view.whole && !right.view.whole &&
              !related(left.picture, right.picture) &&
              beside(*left.found, *right.found)) {
            collage_[links_[begin].scene] = true;
          }
        }
      }
    }
  }

  bool kept_before(uint32_t node) const {
    const auto& kept = graph_.corpus.kept_before;
    return !kept.empty() && kept[graph_.rows[node]];
  }

  void put_in_order() {
    std::vector<uint32_t> rank(nodes_);
    for (const Link& link : links_) {
      const bool smaller = graph_.demote_smaller && !link.view.whole &&
                           link.view.scale < kSmaller;
      if (smaller && !kept_before(link.scene)) rank[link.scene] = 1;
    }
    for (uint32_t node = 0; node < nodes_; ++node) {
      if (collage_[node] && !kept_before(node)) rank[node] = 2;
    }
    std::iota(order_.begin(), order_.end(), 0);
    std::stable_sort(order_.begin(), order_.end(),
                     [&](uint32_t a, uint32_t b) { return rank[a] < rank[b]; });
    for (uint32_t place = 0; place < nodes_; ++place) {
      places_[order_[place]] = place;
    }
  }

  Edge edge(uint32_t a, uint32_t b, uint32_t distance) const {
    return {std::min(places_[a], places_[b]), std::max(places_[a], places_[b]),
            distance};
  }

  std::vector<Edge> all_edges() const {
    std::vector<Edge> edges;
    for (const Edge& near : graph_.near) {
      edges.push_back(edge(near.first, near.second, near.distance));
    }
    for (const Link& link : links_) {
      const bool keeps = places_[link.scene] < places_[link.picture];
      if (link.view.share < kLeastShare || (collage_[link.scene] && keeps)) {
        continue;
      }
      const double doubt = 1 - link.found->score;
      edges.push_back(edge(
          link.scene, link.picture,
          link.view.whole
              ? kWholeDistance
              : kPartDistance + static_cast<uint32_t>(doubt * kPartSteps)));
    }
    std::sort(edges.begin(), edges.end());
    const auto same = [](const Edge& a, const Edge& b) {
      return a.first == b.first && a.second == b.second;
    };
    edges.erase(std::unique(edges.begin(), edges.end(), same), edges.end());
    return edges;
  }

  Keepers group(const std::vector<Edge>& edges) const {
    if (graph_.by == GroupBy::clique) return clique_groups(nodes_, edges);
    if (graph_.by == GroupBy::component) {
      Components components(nodes_);
      for (const Edge& one : edges) components.join(one.first, one.second);
      return components.keepers();
    }
    std::vector<bool> pinned;
    if (!graph_.pinned.empty()) {
      for (const uint32_t node : order_) pinned.push_back(graph_.pinned[node]);
    }
    return star_groups(nodes_, edges, pinned);
  }

  const PartGraph& graph_;
  uint32_t nodes_;
  std::unordered_map<uint32_t, uint32_t> node_of_;  ///< by row
  std::vector<Link> links_;                         ///< by scene
  std::set<std::pair<uint32_t, uint32_t>> related_;
  std::vector<bool> collage_;
  std::vector<uint32_t> order_;   ///< the node at each place
  std::vector<uint32_t> places_;  ///< of each node
};

}  // namespace

std::array<Point, 4> region_of(const Corpus& corpus, const ShownPart& shown) {
  const RecordNumbers& scene = corpus.numbers(shown.scene);
  std::array<Point, 4> corners;
  for (size_t i = 0; i < 4; ++i) {
    corners[i] = {
        shown.found.corners[2 * i] * static_cast<double>(scene.columns),
        shown.found.corners[2 * i + 1] * static_cast<double>(scene.rows)};
  }
  return corners;
}

PartView view_of(const Corpus& corpus, const ShownPart& shown) {
  const RecordNumbers& scene = corpus.numbers(shown.scene);
  const RecordNumbers& picture = corpus.numbers(shown.picture);
  const auto corners = region_of(corpus, shown);
  const double whole = std::abs(area(corners));
  const double seen =
      std::abs(area(clipped(corners, scene.rows, scene.columns)));
  const double all = static_cast<double>(scene.rows) * scene.columns;
  const double own = static_cast<double>(picture.rows) * picture.columns;
  PartView view;
  view.visible = whole > 0 ? std::min(1.0, seen / whole) : 0;
  view.share = std::min(1.0, seen / all);
  view.scale = std::sqrt(whole / own);
  const std::string words = transform_of(corpus, shown);
  view.whole = words.find("part") == std::string::npos &&
               words.find("crop") == std::string::npos;
  return view;
}

std::string transform_of(const Corpus& corpus, const ShownPart& shown) {
  if (shown.found.orientation != 1) {
    return transform_name(shown.found.orientation);
  }
  const RecordNumbers& scene = corpus.numbers(shown.scene);
  return describe_region(region_of(corpus, shown), scene.rows, scene.columns);
}

std::string inverse_transform(const std::string& transform) {
  if (transform.starts_with("rotate90")) {
    return "rotate270" + transform.substr(8);
  }
  if (transform.starts_with("rotate270")) {
    return "rotate90" + transform.substr(9);
  }
  return transform;
}

Keepers group_parts(const PartGraph& graph) { return Grouper(graph).run(); }

}  // namespace sleeve
