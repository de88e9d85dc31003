// The groups of a run, in the order of their keepers.
#ifndef SLEEVE_SCREEN_DEDUPE_GROUPS_H_
#define SLEEVE_SCREEN_DEDUPE_GROUPS_H_

#include <cstdint>
#include <span>
#include <vector>

namespace sleeve {

/// A kept row and those that are duplicates of it, ascending.
struct DuplicateGroup {
  uint32_t keeper = 0;
  std::span<const uint32_t> members;  ///< without the keeper; never empty
};

/// Sorts rows by their keepers.
class DuplicateGroups {
 public:
  /// `keepers` as in Duplicates.
  explicit DuplicateGroups(const std::vector<uint32_t>& keepers);

  size_t size() const { return starts_.size() - 1; }

  /// Group i, by ascending keeper.
  DuplicateGroup operator[](size_t i) const;

 private:
  std::vector<uint32_t> kept_;     ///< the keeper of each group
  std::vector<uint32_t> members_;  ///< of all groups
  std::vector<uint64_t> starts_;   ///< in members_
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_GROUPS_H_
