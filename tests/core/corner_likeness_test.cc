// Looking for an artwork's corners where they should lie.
#include "core/corner_likeness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/details.h"
#include "tests/support/pictures.h"

namespace sleeve {
namespace {

constexpr int kSide = 400;
constexpr Homography kHere = {1, 0, 0, 0, 1, 0, 0, 0, 1};

double likeness(const Details& artwork, const Pixels& picture,
                const Homography& map) {
  return corner_likeness(artwork.keypoints, 1, 1, Scene(picture), map);
}

TEST(CornerLikenessTest, TellsTheArtworkFromAnother) {
  const Image artwork = make_picture(3, kSide, kSide, 1);
  const Image other = make_picture(4, kSide, kSide, 1);
  const Details corners = details(artwork.pixels());
  ASSERT_GT(corners.keypoints.size(), 100);
  const double same = likeness(corners, artwork.pixels(), kHere);
  const double unlike = likeness(corners, other.pixels(), kHere);
  EXPECT_GT(same, 0.85);
  EXPECT_LT(unlike, 0.3);
  // Half of each.
  Image half = copy_of(artwork.pixels());
  for (int r = kSide / 2; r < kSide; ++r) {
    std::copy_n(other.pixels().row(r), kSide, half.row(r));
  }
  const double mixed = likeness(corners, half.pixels(), kHere);
  EXPECT_GT(mixed, unlike + 0.1);
  EXPECT_LT(mixed, same - 0.1);
}

// The artwork turned by a quarter, in the middle of a larger picture.
TEST(CornerLikenessTest, FollowsTheMap) {
  const Image artwork = make_picture(5, kSide, kSide, 1);
  const Details corners = details(artwork.pixels());
  Image larger(2 * kSide, 2 * kSide, 1);
  std::fill_n(larger.data(), size_t{4} * kSide * kSide, uint8_t{90});
  for (int r = 0; r < kSide; ++r) {
    for (int c = 0; c < kSide; ++c) {
      larger.row(kSide / 2 + c)[kSide / 2 + kSide - 1 - r] =
          artwork.pixels().row(r)[c];
    }
  }
  const Homography turned = {0, -0.5, 0.75, 0.5, 0, 0.25, 0, 0, 1};
  EXPECT_GT(likeness(corners, larger.pixels(), turned), 0.8);
  EXPECT_LT(likeness(corners, larger.pixels(), kHere), 0.3);
}

TEST(CornerLikenessTest, KnowsNothingWithoutCorners) {
  const Image artwork = make_picture(6, kSide, kSide, 1);
  const Details corners = details(artwork.pixels());
  EXPECT_EQ(likeness({}, artwork.pixels(), kHere), kUnknownCorners);
  // All of the artwork lies outside of the picture, or is far too small in it.
  const Homography outside = {1, 0, 3, 0, 1, 0, 0, 0, 1};
  const Homography tiny = {0.02, 0, 0.5, 0, 0.02, 0.5, 0, 0, 1};
  EXPECT_EQ(likeness(corners, artwork.pixels(), outside), kUnknownCorners);
  EXPECT_EQ(likeness(corners, artwork.pixels(), tiny), kUnknownCorners);
}

// Sizes of corners come from files that may be damaged.
TEST(CornerLikenessTest, LeavesSenselessCornersOut) {
  const Image artwork = make_picture(7, kSide, kSide, 1);
  Details corners = details(artwork.pixels());
  for (PackedKeypoint& corner : corners.keypoints) corner.size = 255;
  EXPECT_EQ(likeness(corners, artwork.pixels(), kHere), kUnknownCorners);
  const Scene scene(artwork.pixels());
  const Details sound = details(artwork.pixels());
  for (const double senseless : {0.0, -1.0, 1e9, std::nan("")}) {
    EXPECT_EQ(corner_likeness(sound.keypoints, senseless, 1, scene, kHere),
              kUnknownCorners);
    EXPECT_EQ(corner_likeness(sound.keypoints, 1, senseless, scene, kHere),
              kUnknownCorners);
  }
}

}  // namespace
}  // namespace sleeve
