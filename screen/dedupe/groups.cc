#include "screen/dedupe/groups.h"

#include "screen/dedupe/corpus.h"

namespace sleeve {

DuplicateGroups::DuplicateGroups(const std::vector<uint32_t>& keepers) {
  std::vector<uint32_t> counts(keepers.size());
  for (uint32_t row = 0; row < keepers.size(); ++row) {
    if (keepers[row] != kNoRow && keepers[row] != row) ++counts[keepers[row]];
  }
  // counts[keeper] becomes where its next member goes.
  uint64_t total = 0;
  for (uint32_t row = 0; row < keepers.size(); ++row) {
    if (counts[row] == 0) continue;
    kept_.push_back(row);
    starts_.push_back(total);
    const uint32_t members = counts[row];
    counts[row] = static_cast<uint32_t>(total);
    total += members;
  }
  starts_.push_back(total);
  members_.resize(total);
  for (uint32_t row = 0; row < keepers.size(); ++row) {
    if (keepers[row] == kNoRow || keepers[row] == row) continue;
    members_[counts[keepers[row]]++] = row;
  }
}

DuplicateGroup DuplicateGroups::operator[](size_t i) const {
  return {kept_[i],
          std::span(members_).subspan(starts_[i], starts_[i + 1] - starts_[i])};
}

}  // namespace sleeve
