#include "index/live_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/error.h"

namespace sleeve {
namespace {

using Answers = std::vector<std::vector<Neighbour>>;

// More neighbours that are asked for at first than are wanted, since some of
// them may be gone.
constexpr int64_t kSpare = 16;

MultiIndex scan_of(const LiveRoom& room, size_t added, size_t code_bytes) {
  MultiIndexOptions options;
  options.code_bytes = code_bytes;
  options.table_bytes_per_code = 0;
  return MultiIndex(std::span(room.codes).first(added * code_bytes), options);
}

std::span<const uint8_t> bytes_of(std::span<const int64_t> numbers) {
  return {reinterpret_cast<const uint8_t*>(numbers.data()),
          numbers.size_bytes()};
}

}  // namespace

int64_t LiveBase::row_of(int64_t id) const {
  const auto at = std::ranges::lower_bound(ids, id);
  return at == ids.end() || *at != id ? -1 : at - ids.begin();
}

LiveView::LiveView(const IndexSpec& spec, size_t code_bytes,
                   std::shared_ptr<const LiveBase> base,
                   std::shared_ptr<const LiveRoom> room, size_t added,
                   std::vector<int64_t> gone)
    : spec_(spec),
      code_bytes_(code_bytes),
      base_(std::move(base)),
      room_(std::move(room)),
      added_(added),
      gone_(std::move(gone)),
      added_index_(scan_of(*room_, added_, code_bytes_)) {}

int64_t LiveView::size() const {
  return static_cast<int64_t>(base_->ids.size() + added_ - gone_.size());
}

std::string LiveView::about() const {
  return fmt::format("{}; {} added and {} removed since", base_->index->about(),
                     added_, gone_.size());
}

size_t LiveView::bytes() const {
  return base_->index->bytes() + base_->ids.size_bytes() +
         added_ * (code_bytes_ + sizeof(int64_t)) +
         gone_.size() * sizeof(int64_t);
}

std::vector<IndexPart> LiveView::changes() const {
  auto spec = std::make_shared<const std::string>(index_spec_text(spec_));
  const std::span<const uint8_t> text(
      reinterpret_cast<const uint8_t*>(spec->data()), spec->size());
  return {
      {"wanted", text, std::move(spec)},
      {"ids", bytes_of(base_->ids), nullptr},
      {"gone", bytes_of(gone_), nullptr},
      {"new_ids", bytes_of(std::span(room_->ids).first(added_)), nullptr},
      {"new_codes", std::span(room_->codes).first(added_ * code_bytes_),
       nullptr},
  };
}

// Appends those that are not gone, under their ids.
void LiveView::keep(const std::vector<Neighbour>& found, size_t first_row,
                    std::vector<Neighbour>& kept) const {
  for (const Neighbour& one : found) {
    const int64_t row = one.position + static_cast<int64_t>(first_row);
    if (std::ranges::binary_search(gone_, row)) continue;
    kept.push_back({id_of(static_cast<size_t>(row)), one.distance});
  }
}

Answers LiveView::within_batch(std::span<const uint8_t> queries,
                               int radius) const {
  const Answers old = base_->index->within_batch(queries, radius);
  const Answers added = added_index_.within_batch(queries, radius);
  Answers answers(old.size());
  for (size_t q = 0; q < answers.size(); ++q) {
    keep(old[q], 0, answers[q]);
    keep(added[q], base_->ids.size(), answers[q]);
    std::ranges::sort(answers[q], closer);
  }
  return answers;
}

std::vector<Neighbour> LiveView::nearest(std::span<const uint8_t> query,
                                         int64_t k) const {
  const auto gone = static_cast<int64_t>(gone_.size());
  std::vector<Neighbour> kept;
  for (int64_t ask = k + std::min(gone, k + kSpare);; ask *= 2) {
    kept.clear();
    const auto found = base_->index->nearest_batch(query, ask).front();
    keep(found, 0, kept);
    const bool all = static_cast<int64_t>(found.size()) < ask;
    if (all || std::ssize(kept) >= k) break;
  }
  // Rows of the room are in no order: all that are as near as the k-th may
  // have the lower id.
  const auto added =
      added_index_.nearest(query, k + std::min(gone, INT64_MAX - k));
  if (!added.empty()) {
    keep(added_index_.within(query, added.back().distance), base_->ids.size(),
         kept);
  }
  std::ranges::sort(kept, closer);
  if (std::ssize(kept) > k) kept.resize(static_cast<size_t>(k));
  return kept;
}

Answers LiveView::nearest_batch(std::span<const uint8_t> queries,
                                int64_t k) const {
  if (k < 0 || queries.size() % code_bytes_ != 0) {
    throw Error(ErrorCode::invalid_argument,
                "Ask for 0 or more neighbours of whole codes.");
  }
  k = std::min(k, size());
  if (added_ == 0 && gone_.empty()) {
    Answers answers = base_->index->nearest_batch(queries, k);
    for (auto& answer : answers) {
      for (Neighbour& one : answer) {
        one.position = base_->ids[static_cast<size_t>(one.position)];
      }
    }
    return answers;
  }
  Answers answers;
  for (size_t at = 0; at < queries.size(); at += code_bytes_) {
    answers.push_back(nearest(queries.subspan(at, code_bytes_), k));
  }
  return answers;
}

}  // namespace sleeve
