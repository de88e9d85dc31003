// Corners of pictures of every kind: bounded, where they should be, and the
// same after packing.
#include "core/keypoints.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "core/details.h"
#include "tests/support/pictures.h"

namespace sleeve {
namespace {

Image filled(int rows, int columns, uint8_t (*value)(std::mt19937&)) {
  std::mt19937 random(5);
  Image image(rows, columns, 1);
  std::generate_n(image.data(), rows * columns, [&] { return value(random); });
  return image;
}

TEST(KeypointsTest, FlatAndTinyPicturesHaveNone) {
  const auto grey = [](std::mt19937&) -> uint8_t { return 77; };
  const auto noise = [](std::mt19937& random) -> uint8_t { return random(); };
  EXPECT_TRUE(
      keypoints(filled(300, 300, grey).pixels(), kArtworkKeypoints).empty());
  for (const auto& [rows, columns] :
       {std::pair{1, 1}, {1, 5000}, {5000, 1}, {2, 3}, {17, 4000}}) {
    const Image image = filled(rows, columns, noise);
    EXPECT_TRUE(keypoints(image.pixels(), kPictureKeypoints).empty());
    EXPECT_TRUE(details(image.pixels()).keypoints.empty());
  }
}

TEST(KeypointsTest, NoiseHasNoMoreThanWanted) {
  const auto noise = [](std::mt19937& random) -> uint8_t { return random(); };
  const Image image = filled(1000, 1000, noise);
  const auto found = keypoints(image.pixels(), kPictureKeypoints);
  EXPECT_GT(found.size(), 1000u);
  EXPECT_LE(found.size(), static_cast<size_t>(kPictureKeypoints.count));
}

TEST(KeypointsTest, LieInThePictureAndSpreadOverIt) {
  const Image image = make_picture(3, 400, 600, 1);
  const auto found = keypoints(image.pixels(), kPictureKeypoints);
  ASSERT_GT(found.size(), 100u);
  int left = 0, top = 0;
  for (const Keypoint& keypoint : found) {
    EXPECT_GE(keypoint.x, 0);
    EXPECT_LE(keypoint.x, 1);
    EXPECT_LE(keypoint.y, 400.0 / 600);
    left += keypoint.x < 0.5;
    top += keypoint.y < 200.0 / 600;
  }
  const auto all = static_cast<int>(found.size());
  EXPECT_GT(left, all / 5);
  EXPECT_LT(left, all * 4 / 5);
  EXPECT_GT(top, all / 5);
  EXPECT_LT(top, all * 4 / 5);
}

Image mirror_image(const Image& image) {
  const Pixels& from = image.pixels();
  Image mirrored(from.rows, from.columns, 1);
  for (int r = 0; r < from.rows; ++r) {
    std::reverse_copy(from.row(r), from.row(r) + from.columns, mirrored.row(r));
  }
  return mirrored;
}

// The slow way to describe what a mirror shows is to turn the picture round.
TEST(KeypointsTest, MirroredOnesAreThoseOfTheMirroredPicture) {
  const Image image = make_picture(3, 320, 512, 1);
  std::vector<Keypoint> mirrored;
  const auto upright = keypoints(image.pixels(), kPictureKeypoints, &mirrored);
  ASSERT_EQ(mirrored.size(), upright.size());
  const auto twin = keypoints(mirror_image(image).pixels(), kPictureKeypoints);
  int alike = 0;
  for (const Keypoint& one : mirrored) {
    alike += std::ranges::any_of(twin, [&](const Keypoint& other) {
      return std::abs(one.x - other.x) < 1e-5 &&
             std::abs(one.y - other.y) < 1e-5 && one.size == other.size &&
             std::abs(std::remainder(one.angle - other.angle, 2 * M_PI)) <
                 1e-4 &&
             distance(one.descriptor, other.descriptor) <= 2;
    });
  }
  // Coarser levels are not sampled at the same places from both sides.
  EXPECT_GT(alike, static_cast<int>(upright.size()) / 5);
}

TEST(KeypointsTest, PackingKeepsThem) {
  const Image image = make_picture(4, 384, 384, 1);
  for (const Keypoint& keypoint :
       keypoints(image.pixels(), kArtworkKeypoints)) {
    const Keypoint again = unpack(pack(keypoint));
    EXPECT_NEAR(again.x, keypoint.x, 1e-4);
    EXPECT_NEAR(again.y, keypoint.y, 1e-4);
    EXPECT_NEAR(again.size / keypoint.size, 1, 0.02);
    EXPECT_NEAR(std::remainder(again.angle - keypoint.angle, 2 * M_PI), 0,
                0.02);
    EXPECT_EQ(again.descriptor, keypoint.descriptor);
  }
}

TEST(KeypointsTest, DistanceCountsBits) {
  std::mt19937 random(9);
  for (int i = 0; i < 200; ++i) {
    Descriptor a, b;
    int bits = 0;
    for (size_t k = 0; k < a.size(); ++k) {
      a[k] = static_cast<uint8_t>(random());
      b[k] = static_cast<uint8_t>(i == 0 ? ~a[k] : random());
      for (int bit = 0; bit < 8; ++bit) bits += (a[k] ^ b[k]) >> bit & 1;
    }
    EXPECT_EQ(distance(a, b), bits);
  }
}

}  // namespace
}  // namespace sleeve
