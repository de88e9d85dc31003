#include "screen/dedupe/part_stage.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "screen/dedupe/doubtful_pairs.h"
#include "screen/dedupe/part_groups.h"

namespace sleeve {
namespace {

// Pictures that share some drawing, of which neither holds the other, have
// less in common; 99 % of true pairs among generated covers have more.
constexpr double kLeastContained = 0.93;

class Stage {
 public:
  Stage(const Corpus& corpus, const Nodes& nodes,
        const DuplicateOptions& options, const IsNear& near,
        const CodeGroups& groups, Duplicates& result)
      : corpus_(corpus),
        nodes_(nodes),
        options_(options),
        near_(near),
        keepers_(groups.keepers),
        result_(result),
        members_(nodes.size()) {
    for (uint32_t node = 0; node < nodes.size(); ++node) {
      if (keepers_[node] != node) members_[keepers_[node]].push_back(node);
    }
  }

  uint32_t row(uint32_t node) const { return nodes_.first_rows()[node]; }

  bool is_head(uint32_t node) const { return keepers_[node] == node; }

  bool has_members(uint32_t node) const { return !members_[node].empty(); }

  bool has_details(uint32_t node) const {
    return corpus_.file.has_details(corpus_.records[row(node)]);
  }

  // Looks for the groups of some heads in some nodes.
  template <class IsWanted, class IsScene>
  PartQuestion question(const IsWanted& is_wanted, const IsScene& is_scene,
                        bool with_twins) const {
    PartQuestion question;
    std::vector<std::pair<uint32_t, uint32_t>> heads;  // row and node
    for (uint32_t node = 0; node < nodes_.size(); ++node) {
      if (!has_details(node)) continue;
      if (is_head(node) && is_wanted(node)) heads.emplace_back(row(node), node);
      if (is_scene(node)) question.scenes.push_back(row(node));
    }
    std::sort(heads.begin(), heads.end());
    std::sort(question.scenes.begin(), question.scenes.end());
    for (const auto& [head_row, head] : heads) {
      question.wanted.push_back(head_row);
      question.twins.emplace_back();
      if (!with_twins) continue;
      for (const uint32_t member : members_[head]) {
        if (has_details(member)) question.twins.back().push_back(row(member));
      }
    }
    return question;
  }

  // The doubtful pairs among the nodes that take part.
  template <class TakesPart>
  std::vector<DoubtfulPair> doubtful(const TakesPart& takes_part,
                                     const WantsPair& wants) const {
    std::vector<uint32_t> rows;
    for (uint32_t node = 0; node < nodes_.size(); ++node) {
      if (takes_part(node) && has_details(node)) rows.push_back(row(node));
    }
    return doubtful_pairs(corpus_, rows, options_.radius, options_.threads,
                          [&](uint32_t scene, uint32_t picture) {
                            return wants(scene, picture) &&
                                   !near_(scene, picture);
                          });
  }

  void ask(const PartQuestion& question) {
    for (const ShownPart& shown : options_.find_parts(question)) {
      if (stands(shown)) result_.shown.push_back(shown);
    }
  }

  // Other editions are other pictures; near ones are known; and pictures that
  // only share some drawing are no parts of each other.
  bool stands(const ShownPart& shown) const {
    if (shown.found.edition != 0 || shown.found.score < options_.min_score ||
        shown.found.expected > options_.max_false_parts ||
        near_(shown.scene, shown.picture)) {
      return false;
    }
    const PartView view = view_of(corpus_, shown);
    return std::max(view.visible, view.share) >= kLeastContained;
  }

  void finish() {
    const auto order = [](const ShownPart& a, const ShownPart& b) {
      return std::tuple(a.scene, a.picture, -a.found.score) <
             std::tuple(b.scene, b.picture, -b.found.score);
    };
    const auto same = [](const ShownPart& a, const ShownPart& b) {
      return a.scene == b.scene && a.picture == b.picture;
    };
    auto& shown = result_.shown;
    std::stable_sort(shown.begin(), shown.end(), order);
    shown.erase(std::unique(shown.begin(), shown.end(), same), shown.end());
    result_.bests.assign(corpus_.size(), kNoRow);
    for (uint32_t row = 0; row < corpus_.size(); ++row) {
      const uint32_t node = nodes_.of(row);
      if (node != kNoRow) result_.bests[row] = this->row(node);
    }
  }

  void list_pairs() {
    for (const ShownPart& shown : result_.shown) {
      const uint32_t scene = nodes_.of(shown.scene);
      const uint32_t picture = nodes_.of(shown.picture);
      // Each pair once, whichever shows the other, or both.
      if (scene > picture &&
          shown_in(result_, shown.picture, shown.scene) != nullptr) {
        continue;
      }
      const auto bits = distance(corpus_, shown.scene, shown.picture);
      result_.pairs.push_back({row(std::min(scene, picture)),
                               row(std::max(scene, picture)),
                               static_cast<uint32_t>(bits)});
    }
  }

  void regroup(CodeGroups& groups) {
    const bool component = options_.by == GroupBy::component;
    std::vector<uint32_t> graph_nodes, rows;
    std::vector<bool> pinned;
    for (uint32_t node = 0; node < nodes_.size(); ++node) {
      if (groups.crowded && !joins_crowded(node)) continue;
      graph_nodes.push_back(node);
      rows.push_back(row(node));
      pinned.push_back(groups.crowded && !component && has_members(node));
    }
    const std::span<const Edge> near =
        groups.crowded ? std::span<const Edge>() : groups.edges;
    const Keepers keepers =
        group_parts({corpus_, rows, near, result_.shown, pinned, options_.by,
                     options_.demote_smaller});
    Keepers of_node(nodes_.size());
    for (uint32_t node = 0; node < nodes_.size(); ++node) of_node[node] = node;
    for (size_t i = 0; i < graph_nodes.size(); ++i) {
      of_node[graph_nodes[i]] = graph_nodes[keepers[i]];
    }
    for (uint32_t node = 0; node < nodes_.size(); ++node) {
      groups.keepers[node] = of_node[groups.crowded ? keepers_[node] : node];
    }
  }

  // Members of a clique that was closed are not asked again.
  bool joins_crowded(uint32_t node) const {
    return is_head(node) &&
           !(options_.by == GroupBy::clique && has_members(node));
  }

 private:
  const Corpus& corpus_;
  const Nodes& nodes_;
  const DuplicateOptions& options_;
  const IsNear& near_;
  const Keepers keepers_;
  Duplicates& result_;
  std::vector<std::vector<uint32_t>> members_;  ///< by head
};

// Each open row goes to the reference that is seen best, whole ones first.
void give_to_references(const Corpus& corpus, const Nodes& nodes,
                        Duplicates& result) {
  struct Best {
    bool whole = false;
    float score = -1;
    uint32_t reference = kNoRow;
  };
  std::unordered_map<uint32_t, Best> best;  // by node
  for (const ShownPart& shown : result.shown) {
    const bool scene_is_input = shown.picture < corpus.references;
    const uint32_t row = scene_is_input ? shown.scene : shown.picture;
    const uint32_t reference = scene_is_input ? shown.picture : shown.scene;
    Best& old = best[nodes.of(row)];
    const bool whole = view_of(corpus, shown).whole;
    if (std::tuple(whole, shown.found.score, ~reference) >
        std::tuple(old.whole, old.score, ~old.reference)) {
      old = {whole, shown.found.score, reference};
    }
  }
  for (uint32_t row = corpus.references; row < corpus.size(); ++row) {
    const auto found = best.find(nodes.of(row));
    if (found == best.end() || result.keepers[row] != row) continue;
    result.keepers[row] = found->second.reference;
    const int bits = distance(corpus, row, found->second.reference);
    result.pairs.push_back(
        {found->second.reference, row, static_cast<uint32_t>(bits)});
  }
}

}  // namespace

void join_parts(const Corpus& corpus, const Nodes& nodes,
                const DuplicateOptions& options, const IsNear& near,
                CodeGroups& groups, Duplicates& result) {
  Stage stage(corpus, nodes, options, near, groups, result);
  const auto takes_part = [&](uint32_t node) {
    return !groups.crowded || stage.joins_crowded(node);
  };
  PartQuestion question =
      stage.question(takes_part, takes_part, !groups.crowded);
  question.doubtful =
      stage.doubtful(takes_part, [](uint32_t, uint32_t) { return true; });
  stage.ask(question);
  stage.finish();
  stage.list_pairs();
  stage.regroup(groups);
}

void join_cross_parts(const Corpus& corpus, const Nodes& nodes,
                      const DuplicateOptions& options, const IsNear& near,
                      const CodeGroups& groups, Duplicates& result) {
  Stage stage(corpus, nodes, options, near, groups, result);
  const auto is_reference = [&](uint32_t row) {
    return row < corpus.references;
  };
  const auto is_open = [&](uint32_t row) {
    return !is_reference(row) && result.keepers[row] == row;
  };
  const auto reference = [&](uint32_t node) {
    return is_reference(stage.row(node));
  };
  const auto open = [&](uint32_t node) { return is_open(stage.row(node)); };
  auto in_inputs = stage.question(reference, open, true);
  auto in_references = stage.question(open, reference, true);
  for (const DoubtfulPair& pair : stage.doubtful(
           [&](uint32_t node) { return reference(node) || open(node); },
           [&](uint32_t scene, uint32_t picture) {
             return (is_open(scene) && is_reference(picture)) ||
                    (is_reference(scene) && is_open(picture));
           })) {
    (is_reference(pair.scene) ? in_references : in_inputs)
        .doubtful.push_back(pair);
  }
  stage.ask(in_inputs);
  stage.ask(in_references);
  stage.finish();
  give_to_references(corpus, nodes, result);
}

}  // namespace sleeve
