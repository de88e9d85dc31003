#include "index/keypoint_index.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <random>

#include "core/error.h"
#include "index/watch.h"

namespace sleeve {
namespace {

constexpr int kTables = 4;
constexpr int kMaxKeyBits = 28;

// Keypoints that are put into a table between two questions whether to go on.
constexpr size_t kAtOnce = 65536;

// A key that so many keypoints share says nothing, and would make the time of
// a query unbounded.
constexpr uint32_t kMaxBucket = 400;

// So many keypoints of the catalogue are looked at for one picture.
constexpr size_t kMaxLooks = 60000;

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

// The keypoints of one key of one table.
struct Bucket {
  uint32_t begin = 0;
  uint32_t count = 0;
  uint32_t picture = 0;
  uint32_t table = 0;
};

bool rarer(const Bucket& a, const Bucket& b) {
  if (a.count != b.count) return a.count < b.count;
  return a.picture != b.picture ? a.picture < b.picture : a.table < b.table;
}

bool first_by_row(const Hit& a, const Hit& b) {
  return a.keypoint != b.keypoint ? a.keypoint < b.keypoint
                                  : a.picture < b.picture;
}

bool same_pair(const Hit& a, const Hit& b) {
  return a.keypoint == b.keypoint && a.picture == b.picture;
}

}  // namespace

bool nearer(const Hit& a, const Hit& b) {
  if (a.artwork != b.artwork) return a.artwork < b.artwork;
  return a.distance != b.distance ? a.distance < b.distance
                                  : first_by_row(a, b);
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
  // Filled in memory of their own: what is scattered over a file that is being
  // written would be written many times.
  std::vector<uint32_t> starts, rows(keypoints.size());
  for (int table = 0; table < kTables; ++table) {
    starts.assign(width, 0);
    for (size_t row = 0; row < keypoints.size(); ++row) {
      if (row % kAtOnce == 0) checkpoint();
      ++starts[key_of(keypoints[row].descriptor, table, bits)];
    }
    // Each start becomes the end of its key; filling from the back makes it
    // the start again.
    std::partial_sum(starts.begin(), starts.end(), starts.begin());
    for (size_t row = keypoints.size(); row-- > 0;) {
      if (row % kAtOnce == 0) checkpoint();
      rows[--starts[key_of(keypoints[row].descriptor, table, bits)]] =
          static_cast<uint32_t>(row);
    }
    std::ranges::copy(starts, as<uint32_t>(starts_memory).begin() +
                                  static_cast<ptrdiff_t>(table * width));
    std::ranges::copy(rows,
                      as<uint32_t>(rows_memory).begin() +
                          static_cast<ptrdiff_t>(table * keypoints.size()));
  }
}

std::vector<Hit> KeypointIndex::hits(std::span<const Keypoint> picture) const {
  std::vector<Hit> hits = like(picture);
  std::sort(hits.begin(), hits.end(), first_by_row);
  hits.erase(std::unique(hits.begin(), hits.end(), same_pair), hits.end());
  return of_several(std::move(hits));
}

// Calls visit(bucket) for each key of each table that the picture's keypoints
// have. Memory is far and mostly cold: it is asked for some steps ahead.
template <class Visit>
void KeypointIndex::visit_buckets(std::span<const Keypoint> picture,
                                  const Visit& visit) const {
  constexpr uint32_t kAhead = 16;
  const uint64_t width = starts_of_table(keypoints_.size());
  std::vector<const uint32_t*> places(picture.size());
  for (uint32_t table = 0; table < kTables; ++table) {
    for (uint32_t i = 0; i < picture.size() + kAhead; ++i) {
      if (i < picture.size()) {
        const uint32_t key =
            key_of(picture[i].descriptor, static_cast<int>(table), key_bits_);
        places[i] = &starts_[table * width + key];
        __builtin_prefetch(places[i]);
      }
      if (i < kAhead) continue;
      const uint32_t begin = places[i - kAhead][0];
      const uint32_t end = places[i - kAhead][1];
      if (end > keypoints_.size() || begin >= end) continue;
      visit(Bucket{begin, end - begin, i - kAhead, table});
    }
  }
}

// The pairs in rare keys, rarest first, until kMaxLooks are reached: those
// tell most, and the time of a query stays the same however large the
// catalogue.
std::vector<Hit> KeypointIndex::like(std::span<const Keypoint> picture) const {
  std::vector<Bucket> buckets;
  if (!keypoints_.empty()) {
    visit_buckets(picture, [&](const Bucket& bucket) {
      if (bucket.count <= kMaxBucket) buckets.push_back(bucket);
    });
  }
  std::sort(buckets.begin(), buckets.end(), rarer);
  std::vector<Hit> hits;
  std::vector<const uint32_t*> slots;
  for (const Bucket& bucket : buckets) {
    if (hits.size() + bucket.count > kMaxLooks) break;
    for (uint32_t i = 0; i < bucket.count; ++i) {
      slots.push_back(
          &rows_[bucket.table * keypoints_.size() + bucket.begin + i]);
      hits.push_back({0, 0, bucket.picture, 0});
    }
    __builtin_prefetch(slots.back());
  }
  return near_ones(slots, picture, std::move(hits));
}

// Looks at the keypoint of each slot and keeps the pairs that are near.
std::vector<Hit> KeypointIndex::near_ones(
    const std::vector<const uint32_t*>& slots,
    std::span<const Keypoint> picture, std::vector<Hit> hits) const {
  constexpr size_t kAhead = 24;
  const auto last = static_cast<uint32_t>(keypoints_.size() - 1);
  size_t kept = 0;
  for (size_t i = 0; i < slots.size() + kAhead; ++i) {
    if (i < slots.size()) {
      hits[i].keypoint = std::min(*slots[i], last);
      __builtin_prefetch(&keypoints_[hits[i].keypoint]);
    }
    if (i < kAhead) continue;
    Hit hit = hits[i - kAhead];
    hit.distance = distance(picture[hit.picture].descriptor,
                            keypoints_[hit.keypoint].descriptor);
    if (hit.distance <= kMaxHitDistance) hits[kept++] = hit;
  }
  hits.resize(kept);
  return hits;
}

// Leaves out artworks with one hit, and orders those of each by distance.
std::vector<Hit> KeypointIndex::of_several(std::vector<Hit> hits) const {
  size_t kept = 0;
  auto owner = ends_.begin();
  for (size_t begin = 0, end; begin < hits.size(); begin = end) {
    owner = std::upper_bound(owner, ends_.end(), hits[begin].keypoint);
    end = begin + 1;
    while (end < hits.size() && hits[end].keypoint < *owner) ++end;
    if (end - begin < 2) continue;
    for (size_t i = begin; i < end; ++i) {
      hits[kept] = hits[i];
      hits[kept++].artwork = static_cast<uint32_t>(owner - ends_.begin());
    }
  }
  hits.resize(kept);
  std::sort(hits.begin(), hits.end(), nearer);
  return hits;
}

}  // namespace sleeve
