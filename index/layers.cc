#include "index/layers.h"

#include <algorithm>
#include <utility>

namespace sleeve {
namespace {

// How many of `sorted` are below `number`.
int64_t below(const std::vector<int64_t>& sorted, int64_t number) {
  return std::ranges::lower_bound(sorted, number) - sorted.begin();
}

}  // namespace

Layers::Layers(int64_t base, std::vector<int64_t> gone,
               std::vector<int64_t> before)
    : base_(base), gone_(std::move(gone)), before_(std::move(before)) {
  for (const int64_t rows : before_) {
    positions_.push_back(std::ssize(positions_) + rows - below(gone_, rows));
  }
}

int64_t Layers::size() const { return base_ - gone() + added(); }

Layers::Place Layers::place(int64_t position) const {
  const int64_t added_before = below(positions_, position);
  const auto at = static_cast<size_t>(added_before);
  if (at < positions_.size() && positions_[at] == position) {
    return {true, added_before};
  }
  // Among the rows of the base that count, it is the one with this rank; as
  // many more rows lie before it as are gone there.
  const int64_t rank = position - added_before;
  int64_t low = 0;
  for (int64_t high = gone(); low < high;) {
    const int64_t middle = low + (high - low) / 2;
    if (gone_[static_cast<size_t>(middle)] - middle <= rank) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return {false, rank + low};
}

int64_t Layers::of_base(int64_t row) const {
  const int64_t gone_before = below(gone_, row);
  const auto at = static_cast<size_t>(gone_before);
  if (at < gone_.size() && gone_[at] == row) return -1;
  const int64_t added_before =
      std::ranges::upper_bound(before_, row) - before_.begin();
  return row - gone_before + added_before;
}

}  // namespace sleeve
