// Turning pictures upright, and reading what EXIF says about it.
#include "core/orientation.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

namespace sleeve {
namespace {

/// 2 rows of 3 samples: a b c / d e f, one letter repeated in each channel.
Image letters(int channels) {
  Image image(2, 3, channels);
  for (int i = 0; i < 6; ++i) {
    std::memset(image.data() + i * channels, 'a' + i, channels);
  }
  return image;
}

std::string spelt(const Image& image) {
  const Pixels& pixels = image.pixels();
  std::string text;
  for (int r = 0; r < pixels.rows; ++r) {
    for (int c = 0; c < pixels.columns; ++c) {
      const uint8_t* sample = pixels.row(r) + c * pixels.channels;
      for (int k = 1; k < pixels.channels; ++k) EXPECT_EQ(sample[k], sample[0]);
      text += static_cast<char>(sample[0]);
    }
    text += '/';
  }
  return text;
}

/// A little- or big-endian EXIF block with one entry before the orientation.
std::vector<uint8_t> exif(bool little, int orientation) {
  std::vector<uint8_t> bytes;
  auto put = [&](uint32_t value, int count) {
    for (int i = 0; i < count; ++i) {
      bytes.push_back(value >> 8 * (little ? i : count - 1 - i) & 255);
    }
  };
  bytes.assign(2, little ? 'I' : 'M');
  put(42, 2), put(8, 4), put(2, 2);
  put(0x010f, 2), put(2, 2), put(4, 4), put(0, 4);
  put(0x0112, 2), put(3, 2), put(1, 4), put(orientation, 2), put(0, 2);
  put(0, 4);
  return bytes;
}

TEST(OrientationTest, TurnsAsExifNumbersThem) {
  const char* const expected[] = {"abc/def/",  "cba/fed/",  "fed/cba/",
                                  "def/abc/",  "ad/be/cf/", "da/eb/fc/",
                                  "fc/eb/da/", "cf/be/ad/"};
  for (int channels = 1; channels <= 4; ++channels) {
    const Image image = letters(channels);
    for (int i = 0; i < 8; ++i) {
      EXPECT_EQ(spelt(turned_upright(image.pixels(), i + 1)), expected[i]);
    }
  }
}

TEST(OrientationTest, TilesOfLargePicturesMeet) {
  Image image(131, 70, 3);
  for (int i = 0; i < 131 * 70 * 3; ++i) image.data()[i] = (i / 3 * 31) % 251;
  for (int orientation : {2, 5, 6, 7, 8}) {
    const Image once = turned_upright(image.pixels(), orientation);
    const int back = orientation == 6 ? 8 : orientation == 8 ? 6 : orientation;
    const Image twice = turned_upright(once.pixels(), back);
    ASSERT_EQ(twice.pixels().rows, 131);
    EXPECT_EQ(std::memcmp(twice.pixels().data, image.pixels().data,
                          size_t{131} * 70 * 3),
              0);
  }
}

TEST(OrientationTest, ObeysRowBytes) {
  const Image image = letters(1);
  Pixels narrow = image.pixels();
  narrow.columns = 2;
  EXPECT_EQ(spelt(turned_upright(narrow, 6)), "da/eb/");
}

TEST(OrientationTest, TurnsTheExtent) {
  Image image = letters(1);
  image.set_extent(1.5, 2.25);
  EXPECT_EQ(turned_upright(image.pixels(), 3).pixels().extent_rows, 1.5);
  EXPECT_EQ(turned_upright(image.pixels(), 6).pixels().extent_rows, 2.25);
  EXPECT_EQ(turned_upright(image.pixels(), 6).pixels().extent_columns, 1.5);
}

TEST(OrientationTest, ReadsBothByteOrders) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    EXPECT_EQ(exif_orientation(exif(true, orientation)), orientation);
    EXPECT_EQ(exif_orientation(exif(false, orientation)), orientation);
  }
}

TEST(OrientationTest, NonsenseIsUpright) {
  EXPECT_EQ(exif_orientation({}), 1);
  EXPECT_EQ(exif_orientation(exif(true, 0)), 1);
  EXPECT_EQ(exif_orientation(exif(true, 9)), 1);
  std::vector<uint8_t> far = exif(true, 6);
  far[4] = far[5] = far[6] = far[7] = 255;
  EXPECT_EQ(exif_orientation(far), 1);
}

TEST(OrientationTest, TruncationAnywhereIsUprightOrRight) {
  const std::vector<uint8_t> whole = exif(true, 6);
  for (size_t size = 0; size <= whole.size(); ++size) {
    const std::vector<uint8_t> start(whole.begin(), whole.begin() + size);
    EXPECT_EQ(exif_orientation(start), size < 34 ? 1 : 6) << size;
  }
}

}  // namespace
}  // namespace sleeve
