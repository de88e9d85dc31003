// What a LiveIndex holds at one moment.
#ifndef SLEEVE_INDEX_LIVE_VIEW_H_
#define SLEEVE_INDEX_LIVE_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "index/multi_index.h"
#include "index/saved_index.h"
#include "index/search_index.h"

namespace sleeve {

/// The large immutable part: rows in ascending order of their ids.
struct LiveBase {
  std::optional<SavedIndex> file;  ///< that holds everything, if any does
  std::vector<int64_t> made_ids;
  LargeArray<uint8_t> made_codes;
  std::unique_ptr<SearchIndex> made_index;

  std::span<const uint8_t> codes;
  std::span<const int64_t> ids;  ///< [n]
  const SearchIndex* index = nullptr;

  /// The row of an id, or -1.
  int64_t row_of(int64_t id) const;
};

/// Room for what is added. Rows are written once, behind those that views
/// know, and never moved.
struct LiveRoom {
  std::vector<int64_t> ids;    ///< [capacity]
  std::vector<uint8_t> codes;  ///< [capacity][code_bytes]
};

/// Rows of base and room are numbered through; `gone` lists those that were
/// removed or replaced, in ascending order.
class LiveView : public SearchIndex {
 public:
  LiveView(const IndexSpec& spec, size_t code_bytes,
           std::shared_ptr<const LiveBase> base,
           std::shared_ptr<const LiveRoom> room, size_t added,
           std::vector<int64_t> gone);

  int64_t size() const override;
  const IndexSpec& spec() const override { return spec_; }
  std::string about() const override;
  size_t bytes() const override;
  std::vector<IndexPart> parts() const override {
    return base_->index->parts();
  }

  /// What a file keeps besides the base and its index.
  std::vector<IndexPart> changes() const;

  std::vector<std::vector<Neighbour>> within_batch(
      std::span<const uint8_t> queries, int radius) const override;
  std::vector<std::vector<Neighbour>> nearest_batch(
      std::span<const uint8_t> queries, int64_t k) const override;

  const std::shared_ptr<const LiveBase>& base() const { return base_; }
  size_t added() const { return added_; }
  const std::vector<int64_t>& gone() const { return gone_; }

  /// Calls visit(id, code) for each row that is not gone.
  template <class Visit>
  void for_each(const Visit& visit) const {
    const size_t rows = base_->ids.size() + added_;
    size_t skip = 0;
    for (size_t row = 0; row < rows; ++row) {
      if (skip < gone_.size() && static_cast<size_t>(gone_[skip]) == row) {
        ++skip;
        continue;
      }
      visit(id_of(row), code_of(row));
    }
  }

  int64_t id_of(size_t row) const {
    const size_t n = base_->ids.size();
    return row < n ? base_->ids[row] : room_->ids[row - n];
  }

 private:
  const uint8_t* code_of(size_t row) const {
    const size_t n = base_->ids.size();
    return row < n ? base_->codes.data() + row * code_bytes_
                   : room_->codes.data() + (row - n) * code_bytes_;
  }
  void keep(const std::vector<Neighbour>& found, size_t first_row,
            std::vector<Neighbour>& kept) const;
  std::vector<Neighbour> nearest(std::span<const uint8_t> query,
                                 int64_t k) const;

  IndexSpec spec_;
  size_t code_bytes_;
  std::shared_ptr<const LiveBase> base_;
  std::shared_ptr<const LiveRoom> room_;
  size_t added_;
  std::vector<int64_t> gone_;
  MultiIndex added_index_;  // which scans
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_LIVE_VIEW_H_
