#include "index/keypoint_index.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <random>

#include "core/error.h"

namespace sleeve {
namespace {

constexpr int kTables = 4;
constexpr int kMaxKeyBits = 28;

// A key that so many keypoints share says nothing, and would make the time of
// a query unbounded.
constexpr uint32_t kMaxBucket = 400;

int key_bits(uint64_t keypoints) {
  return std::clamp<int>(std::bit_width(keypoints) - 1, 10, kMaxKeyBits);
}

using Bits = std::array<std::array<uint8_t, kMaxKeyBits>, kTables>;

// Which bits of a descriptor make the key of each table: drawn once for all,
// so that files are equal everywhere.
const Bits& drawn_bits() {
  static const Bits bits = [] {
    std::array<uint8_t, 128> order;
    std::iota(order.begin(), order.end(), uint8_t{0});
    std::mt19937 random(1);
    for (size_t i = order.size() - 1; i > 0; --i) {
      std::swap(order[i], order[random() % (i + 1)]);
    }
    Bits drawn;
    for (int table = 0; table < kTables; ++table) {
      std::copy_n(order.begin() + table * kMaxKeyBits, kMaxKeyBits,
                  drawn[table].begin());
    }
    return drawn;
  }();
  return bits;
}

uint32_t key_of(const Descriptor& descriptor, int table, int bits) {
  uint32_t key = 0;
  for (int i = 0; i < bits; ++i) {
    const int bit = drawn_bits()[table][i];
    key = key << 1 | (descriptor[bit / 8] >> (7 - bit % 8) & 1);
  }
  return key;
}

template <class Element>
std::span<Element> as(std::span<uint8_t> bytes) {
  return {reinterpret_cast<Element*>(bytes.data()),
          bytes.size() / sizeof(Element)};
}

template <class Element>
std::span<const Element> as(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const Element*>(bytes.data()),
          bytes.size() / sizeof(Element)};
}

uint64_t starts_of_table(uint64_t keypoints) {
  return (uint64_t{1} << key_bits(keypoints)) + 1;
}

}  // namespace

bool nearer(const Hit& a, const Hit& b) {
  if (a.artwork != b.artwork) return a.artwork < b.artwork;
  if (a.distance != b.distance) return a.distance < b.distance;
  return a.keypoint != b.keypoint ? a.keypoint < b.keypoint
                                  : a.picture < b.picture;
}

KeypointIndex::KeypointIndex(std::span<const PackedKeypoint> keypoints,
                             std::span<const uint64_t> ends,
                             std::span<const uint8_t> starts,
                             std::span<const uint8_t> rows)
    : keypoints_(keypoints),
      ends_(ends),
      starts_(as<uint32_t>(starts)),
      rows_(as<uint32_t>(rows)),
      key_bits_(key_bits(keypoints.size())) {}

uint64_t KeypointIndex::starts_bytes(uint64_t keypoints) {
  return kTables * starts_of_table(keypoints) * sizeof(uint32_t);
}

uint64_t KeypointIndex::rows_bytes(uint64_t keypoints) {
  return kTables * keypoints * sizeof(uint32_t);
}

void KeypointIndex::fill(std::span<const PackedKeypoint> keypoints,
                         std::span<uint8_t> starts_memory,
                         std::span<uint8_t> rows_memory) {
  if (keypoints.size() > UINT32_MAX) {
    throw Error(ErrorCode::unsupported,
                "A catalogue can hold at most 4,294,967,295 keypoints; divide "
                "it into several.");
  }
  const int bits = key_bits(keypoints.size());
  const uint64_t width = starts_of_table(keypoints.size());
  for (int table = 0; table < kTables; ++table) {
    const auto starts =
        as<uint32_t>(starts_memory).subspan(table * width, width);
    const auto rows = as<uint32_t>(rows_memory)
                          .subspan(table * keypoints.size(), keypoints.size());
    for (const PackedKeypoint& keypoint : keypoints) {
      ++starts[key_of(keypoint.descriptor, table, bits)];
    }
    // Each start becomes the end of its key; filling from the back makes it
    // the start again.
    std::partial_sum(starts.begin(), starts.end(), starts.begin());
    for (size_t row = keypoints.size(); row-- > 0;) {
      rows[--starts[key_of(keypoints[row].descriptor, table, bits)]] =
          static_cast<uint32_t>(row);
    }
  }
}

std::vector<Hit> KeypointIndex::hits(std::span<const Keypoint> picture) const {
  std::vector<Hit> hits;
  if (keypoints_.empty()) return hits;
  const uint64_t width = starts_of_table(keypoints_.size());
  for (uint32_t i = 0; i < picture.size(); ++i) {
    const Descriptor& wanted = picture[i].descriptor;
    std::array<uint32_t, kTables> keys;
    for (int table = 0; table < kTables; ++table) {
      keys[table] = key_of(wanted, table, key_bits_);
      const uint32_t begin = starts_[table * width + keys[table]];
      const uint32_t end = starts_[table * width + keys[table] + 1];
      if (end > keypoints_.size() || begin > end || end - begin > kMaxBucket) {
        continue;
      }
      for (uint32_t slot = begin; slot < end; ++slot) {
        const uint32_t row = rows_[table * keypoints_.size() + slot];
        if (row >= keypoints_.size()) continue;
        const Descriptor& found = keypoints_[row].descriptor;
        const int bits = distance(wanted, found);
        if (bits > kMaxHitDistance) continue;
        bool seen = false;
        for (int earlier = 0; earlier < table && !seen; ++earlier) {
          seen = key_of(found, earlier, key_bits_) == keys[earlier];
        }
        if (!seen) hits.push_back({0, row, i, bits});
      }
    }
  }
  for (Hit& hit : hits) {
    hit.artwork = static_cast<uint32_t>(
        std::upper_bound(ends_.begin(), ends_.end(), hit.keypoint) -
        ends_.begin());
  }
  std::sort(hits.begin(), hits.end(), nearer);
  return hits;
}

}  // namespace sleeve
