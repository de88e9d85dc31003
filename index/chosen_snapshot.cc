#include "index/chosen_snapshot.h"

#include <utility>

#include "core/error.h"

namespace sleeve {
namespace {

class ChosenSnapshot final : public Snapshot {
 public:
  ChosenSnapshot(std::shared_ptr<const Snapshot> all,
                 std::vector<int64_t> positions)
      : all_(std::move(all)), positions_(std::move(positions)) {
    for (const int64_t position : positions_) {
      if (position < 0 || position >= all_->size()) {
        throw Error(ErrorCode::invalid_argument,
                    "A chosen artwork is not in the snapshot.");
      }
      const auto code = all_->code(position);
      codes_.insert(codes_.end(), code.begin(), code.end());
    }
  }

  int64_t size() const override { return all_->size(); }
  const CatalogueVersion& version() const override { return all_->version(); }
  const std::string& digest() const override { return all_->digest(); }
  std::span<const uint8_t> codes() const override { return all_->codes(); }
  std::span<const uint8_t> qualities() const override {
    return all_->qualities();
  }
  std::span<const uint8_t> weak_bits() const override {
    return all_->weak_bits();
  }
  std::span<const float> features() const override { return all_->features(); }
  std::span<const uint8_t> code(int64_t position) const override {
    return all_->code(position);
  }
  int quality(int64_t position) const override {
    return all_->quality(position);
  }
  std::span<const float> features_of(int64_t position) const override {
    return all_->features_of(position);
  }
  std::string_view id(int64_t position) const override {
    return all_->id(position);
  }

  std::vector<std::vector<Neighbour>> within_batch(
      std::span<const uint8_t> queries, int radius) const override {
    auto found = ExactIndex(codes_).within_batch(queries, radius);
    for (auto& list : found) {
      for (Neighbour& near : list) near.position = positions_[near.position];
    }
    return found;
  }

 private:
  std::shared_ptr<const Snapshot> all_;
  std::vector<int64_t> positions_;
  std::vector<uint8_t> codes_;  ///< [positions_.size()][32]
};

}  // namespace

std::shared_ptr<const Snapshot> choose_artworks(
    std::shared_ptr<const Snapshot> snapshot, std::vector<int64_t> positions) {
  return std::make_shared<ChosenSnapshot>(std::move(snapshot),
                                          std::move(positions));
}

}  // namespace sleeve
