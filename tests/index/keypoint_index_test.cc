// The tables of corners against their slow twin, which compares every corner
// of the picture with every corner of the catalogue, within bounds and beyond.
#include "index/keypoint_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <map>
#include <numeric>
#include <random>
#include <tuple>

#include "core/details.h"
#include "tests/support/pictures.h"

namespace sleeve {
namespace {

constexpr int kTables = 4;
constexpr int kMaxKeyBits = 28;
constexpr uint64_t kMaxBucket = 400;
constexpr uint64_t kMaxLooks = 60000;

// Corners of artworks, and the tables over them.
struct Corners {
  std::vector<PackedKeypoint> all;
  std::vector<uint64_t> ends;
  std::vector<uint32_t> starts, rows;
  KeypointIndex index;

  void add(const std::vector<PackedKeypoint>& artwork) {
    all.insert(all.end(), artwork.begin(), artwork.end());
    ends.push_back(all.size());
  }

  void build() {
    starts.assign(KeypointIndex::starts_bytes(all.size()) / 4, 0);
    rows.assign(KeypointIndex::rows_bytes(all.size()) / 4, 0);
    KeypointIndex::fill(all, bytes(starts), bytes(rows));
    index = KeypointIndex(all, ends, bytes(starts), bytes(rows));
  }

  static std::span<uint8_t> bytes(std::vector<uint32_t>& words) {
    return {reinterpret_cast<uint8_t*>(words.data()), words.size() * 4};
  }
};

Descriptor random_descriptor(std::mt19937& random) {
  Descriptor descriptor;
  for (uint8_t& byte : descriptor) byte = static_cast<uint8_t>(random());
  return descriptor;
}

Descriptor flipped(Descriptor descriptor, int bits, std::mt19937& random) {
  for (int i = 0; i < bits; ++i) {
    const uint32_t bit = random() % 128;
    descriptor[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
  }
  return descriptor;
}

// The bits of each table's key, drawn as docs and files have them.
std::array<std::vector<int>, kTables> key_bits_of(uint64_t keypoints) {
  std::array<uint8_t, 128> order;
  std::iota(order.begin(), order.end(), uint8_t{0});
  std::mt19937 random(1);
  for (size_t i = order.size() - 1; i > 0; --i) {
    std::swap(order[i], order[random() % (i + 1)]);
  }
  const int width =
      std::clamp<int>(std::bit_width(keypoints) - 1, 10, kMaxKeyBits);
  std::array<std::vector<int>, kTables> bits;
  for (int table = 0; table < kTables; ++table) {
    const auto first = order.begin() + table * kMaxKeyBits;
    bits[table].assign(first, first + width);
  }
  return bits;
}

bool bit_of(const Descriptor& descriptor, int bit) {
  return (descriptor[bit / 8] >> (7 - bit % 8) & 1) != 0;
}

struct Bucket {
  uint32_t picture;
  int table;
  std::vector<uint32_t> rows;  // that agree in all bits of the key
};

// Compares everything with everything. With `bounded`, passes over keys that
// many corners share, and then looks at the rarest until there are too many.
std::vector<Hit> twin_hits(const Corners& corners,
                           const std::vector<Keypoint>& picture, bool bounded) {
  const auto bits = key_bits_of(corners.all.size());
  std::vector<Bucket> buckets;
  for (uint32_t i = 0; i < picture.size(); ++i) {
    for (int table = 0; table < kTables; ++table) {
      Bucket bucket{i, table, {}};
      for (uint32_t row = 0; row < corners.all.size(); ++row) {
        if (std::ranges::all_of(bits[table], [&](int bit) {
              return bit_of(picture[i].descriptor, bit) ==
                     bit_of(corners.all[row].descriptor, bit);
            })) {
          bucket.rows.push_back(row);
        }
      }
      if (!bucket.rows.empty()) buckets.push_back(std::move(bucket));
    }
  }
  if (bounded) {
    std::erase_if(buckets, [](const Bucket& bucket) {
      return bucket.rows.size() > kMaxBucket;
    });
  }
  std::ranges::sort(buckets, {}, [](const Bucket& bucket) {
    return std::tuple(bucket.rows.size(), bucket.picture, bucket.table);
  });
  std::map<std::pair<uint32_t, uint32_t>, int> near;
  uint64_t looks = 0;
  for (const Bucket& bucket : buckets) {
    looks += bucket.rows.size();
    if (bounded && looks > kMaxLooks) break;
    for (const uint32_t row : bucket.rows) {
      const int bits_apart = distance(picture[bucket.picture].descriptor,
                                      corners.all[row].descriptor);
      if (bits_apart <= kMaxHitDistance) {
        near[{row, bucket.picture}] = bits_apart;
      }
    }
  }
  std::map<uint32_t, std::vector<Hit>> by_artwork;
  for (const auto& [pair, bits_apart] : near) {
    const auto owner = static_cast<uint32_t>(
        std::ranges::upper_bound(corners.ends, pair.first) -
        corners.ends.begin());
    by_artwork[owner].push_back({owner, pair.first, pair.second, bits_apart});
  }
  std::vector<Hit> hits;
  for (auto& [owner, own] : by_artwork) {
    if (own.size() < 2) continue;
    std::ranges::sort(own, {}, [](const Hit& hit) {
      return std::tuple(hit.distance, hit.keypoint, hit.picture);
    });
    hits.insert(hits.end(), own.begin(), own.end());
  }
  return hits;
}

using Row = std::tuple<uint32_t, uint32_t, uint32_t, int>;

std::vector<Row> rows_of(const std::vector<Hit>& hits) {
  std::vector<Row> rows;
  for (const Hit& hit : hits) {
    rows.emplace_back(hit.artwork, hit.keypoint, hit.picture, hit.distance);
  }
  return rows;
}

// Artworks of `each` corners near to one of so many kinds.
Corners corners_of(int artworks, int each, int kinds, std::mt19937& random) {
  std::vector<Descriptor> kind;
  for (int i = 0; i < kinds; ++i) kind.push_back(random_descriptor(random));
  Corners corners;
  for (int i = 0; i < artworks; ++i) {
    std::vector<PackedKeypoint> own(static_cast<size_t>(each));
    for (PackedKeypoint& one : own) {
      one.descriptor = flipped(kind[random() % kind.size()],
                               static_cast<int>(random() % 14), random);
    }
    corners.add(own);
  }
  corners.build();
  return corners;
}

std::vector<Keypoint> picture_of(const Corners& corners, int count,
                                 std::mt19937& random) {
  std::vector<Keypoint> picture(static_cast<size_t>(count));
  for (Keypoint& one : picture) {
    one.descriptor =
        flipped(corners.all[random() % corners.all.size()].descriptor,
                static_cast<int>(random() % 14), random);
  }
  return picture;
}

TEST(KeypointIndexTest, WithinTheBoundsItFindsWhatComparingAllFinds) {
  for (uint32_t seed = 1; seed <= 4; ++seed) {
    std::mt19937 random(seed);
    const Corners corners = corners_of(30, 40, 500, random);
    const auto picture = picture_of(corners, 200, random);
    const auto twin = twin_hits(corners, picture, false);
    EXPECT_GT(twin.size(), 200u);
    EXPECT_EQ(rows_of(corners.index.hits(picture)), rows_of(twin));
  }
}

TEST(KeypointIndexTest, BeyondThemItFindsTheRarestOfThat) {
  std::mt19937 random(7);
  // A few kinds make keys of several hundred corners: some are passed over.
  const Corners corners = corners_of(60, 100, 12, random);
  const auto picture = picture_of(corners, 400, random);
  const auto found = rows_of(corners.index.hits(picture));
  const auto bounded = rows_of(twin_hits(corners, picture, true));
  const auto all = rows_of(twin_hits(corners, picture, false));
  EXPECT_EQ(found, bounded);
  EXPECT_LT(found.size(), all.size());
  EXPECT_LE(found.size(), kMaxLooks);
  EXPECT_FALSE(found.empty());
  std::vector<Row> sorted = found, sorted_all = all;
  std::ranges::sort(sorted);
  std::ranges::sort(sorted_all);
  EXPECT_TRUE(std::ranges::includes(sorted_all, sorted));
}

TEST(KeypointIndexTest, OneCornerRepeatedForEverIsPassedOver) {
  std::mt19937 random(3);
  const Descriptor same = random_descriptor(random);
  Corners corners = corners_of(4, 50, 200, random);
  std::vector<PackedKeypoint> repeated(20000);
  for (PackedKeypoint& one : repeated) one.descriptor = same;
  corners.add(repeated);
  corners.build();
  std::vector<Keypoint> picture(2400);
  for (Keypoint& one : picture) one.descriptor = same;
  EXPECT_THAT(corners.index.hits(picture), ::testing::IsEmpty());
  // Beside it, what is rare is found as ever.
  for (int i = 0; i < 20; ++i) {
    picture[i].descriptor = corners.all[60 + i].descriptor;
  }
  std::vector<bool> found(20);
  for (const Hit& hit : corners.index.hits(picture)) {
    EXPECT_LT(hit.picture, 20u);
    if (hit.distance == 0) found[hit.picture] = true;
  }
  EXPECT_THAT(found, ::testing::Each(true));
}

TEST(KeypointIndexTest, CornersOfPicturesAreFoundAgain) {
  Corners corners;
  for (uint32_t i = 0; i < 12; ++i) {
    corners.add(details(make_picture(500 + i, 400, 400, 1).pixels()).keypoints);
  }
  corners.build();
  std::vector<Keypoint> picture;
  for (size_t i = 0; i < corners.all.size(); i += 13) {
    picture.push_back(unpack(corners.all[i]));
  }
  const auto found = corners.index.hits(picture);
  EXPECT_EQ(rows_of(found), rows_of(twin_hits(corners, picture, true)));
  std::vector<bool> itself(picture.size());
  for (const Hit& hit : found) {
    if (hit.distance == 0) itself[hit.picture] = true;
  }
  EXPECT_THAT(itself, ::testing::Each(true));
}

TEST(KeypointIndexTest, NothingIsFoundInNothing) {
  Corners corners;
  corners.build();
  EXPECT_THAT(corners.index.hits({}), ::testing::IsEmpty());
  EXPECT_THAT(corners.index.hits(std::vector<Keypoint>(5)),
              ::testing::IsEmpty());
}

}  // namespace
}  // namespace sleeve
