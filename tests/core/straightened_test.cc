// Laying a place of a picture upright, and its hash.
#include "core/straightened.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/fingerprint.h"
#include "tests/support/pictures.h"

namespace sleeve {
namespace {

constexpr int kSide = 256;
constexpr Homography kWhole = {1, 0, 0, 0, 1, 0, 0, 0, 1};

// `artwork` turned clockwise by a quarter, in the middle of grey of twice its
// side.
Image turned_in_larger(const Pixels& artwork) {
  Image larger(2 * kSide, 2 * kSide, 1);
  std::fill_n(larger.data(), size_t{4} * kSide * kSide, uint8_t{90});
  for (int r = 0; r < kSide; ++r) {
    for (int c = 0; c < kSide; ++c) {
      larger.row(kSide / 2 + c)[kSide / 2 + kSide - 1 - r] = artwork.row(r)[c];
    }
  }
  return larger;
}
constexpr Homography kTurned = {0, -0.5, 0.75, 0.5, 0, 0.25, 0, 0, 1};

int bits(const std::optional<Hashed>& place, const Pixels& artwork) {
  return distance(place->hash, fingerprint(artwork).hash);
}

TEST(StraightenedTest, LaysATurnedArtworkUpright) {
  const Image artwork = make_picture(3, kSide, kSide, 1);
  const Image larger = turned_in_larger(artwork.pixels());
  const Image place =
      straightened(Scene(larger.pixels()), kTurned, kSide, kSide, kSide, 1);
  double off = 0;
  for (int r = 1; r < kSide - 1; ++r) {
    for (int c = 1; c < kSide - 1; ++c) {
      off += std::abs(place.pixels().row(r)[c] - artwork.pixels().row(r)[c]);
    }
  }
  EXPECT_LT(off / (kSide * kSide), 2);  // grey levels
}

TEST(StraightenedTest, ThePlaceHasTheHashOfItsArtwork) {
  for (const uint32_t seed : {3, 4, 5, 6}) {
    const Image artwork = make_picture(seed, kSide, kSide, 1);
    const Image other = make_picture(seed + 10, kSide, kSide, 1);
    const Image larger = turned_in_larger(artwork.pixels());
    const Scene scene(larger.pixels());
    const auto place = hash_at(scene, kTurned, 1, 1);
    ASSERT_TRUE(place);
    EXPECT_LE(bits(place, artwork.pixels()), 16);
    EXPECT_GE(bits(place, other.pixels()), 80);
    EXPECT_LE(
        bits(hash_at(Scene(artwork.pixels()), kWhole, 1, 1), artwork.pixels()),
        16);
  }
}

TEST(StraightenedTest, OnlyAWholeArtworkHasAHash) {
  const Image artwork = make_picture(3, kSide, kSide, 1);
  const Scene scene(artwork.pixels());
  for (const Homography& map :
       {Homography{1, 0, 0.1, 0, 1, 0, 0, 0, 1},       // beyond the right
        Homography{1, 0, 0, 0, 1, -0.1, 0, 0, 1},      // and the top
        Homography{2, 0, -0.5, 0, 2, -0.5, 0, 0, 1},   // on all sides
        Homography{0, 0, 0, 0, 0, 0, 0, 0, 1},         // no place at all
        Homography{1, 0, 0, 0, 1, 0, -1, -1, 0.5}}) {  // over the horizon
    EXPECT_FALSE(hash_at(scene, map, 1, 1)) << map[0];
  }
}

// A place so small that all of a huge artwork would lie in the picture.
TEST(StraightenedTest, ADamagedShapeHasNoHash) {
  const Image artwork = make_picture(3, kSide, kSide, 1);
  const Scene scene(artwork.pixels());
  constexpr Homography kTiny = {1e-6, 0, 0, 0, 1e-6, 0, 0, 0, 1};
  EXPECT_TRUE(hash_at(scene, kTiny, 1, 1));
  for (const double side : {0.0, -1.0, 1.5, 1e6, std::nan(""), HUGE_VAL}) {
    EXPECT_FALSE(hash_at(scene, kTiny, side, 1)) << side;
    EXPECT_FALSE(hash_at(scene, kTiny, 1, side)) << side;
  }
}

}  // namespace
}  // namespace sleeve
