// Finding what is inside a plain frame.
#include "core/frame.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/picture.h"
#include "tests/support/pictures.h"

namespace sleeve {
namespace {

// `inner` with lines of one grey around it.
Image framed(const Pixels& inner, const Box& at, int rows, int columns,
             uint8_t grey) {
  Image image(rows, columns, 1);
  std::fill_n(image.data(), static_cast<size_t>(rows) * columns, grey);
  for (int r = 0; r < inner.rows; ++r) {
    std::copy_n(inner.row(r), inner.columns, image.row(at.row + r) + at.column);
  }
  return image;
}

TEST(FrameTest, FindsBarsBordersAndPadding) {
  const Image inner = make_picture(3, 120, 160, 1);
  const Box boxes[] = {{0, 20, 120, 160}, {40, 0, 120, 160}, {9, 31, 120, 160}};
  for (const Box& box : boxes) {
    for (const int grey : {0, 128, 255}) {
      const Image image =
          framed(inner.pixels(), box, 120 + 2 * box.row, 160 + 2 * box.column,
                 static_cast<uint8_t>(grey));
      EXPECT_EQ(inside_frame(image.pixels()), box) << box.row << " " << grey;
    }
  }
}

TEST(FrameTest, SidesMayDiffer) {
  Image image = framed(make_picture(4, 100, 100, 1).pixels(),
                       {10, 30, 100, 100}, 130, 150, 255);
  for (int r = 110; r < 130; ++r) std::fill_n(image.row(r), 150, 0);
  EXPECT_EQ(inside_frame(image.pixels()), (Box{10, 30, 100, 100}));
}

TEST(FrameTest, TwoBandsAreNoFrame) {
  for (const int band : {1, 50, 99}) {
    Image flag(100, 150, 1), pole(150, 100, 1);
    for (int r = 0; r < 100; ++r) {
      std::fill_n(flag.row(r), 150, r < band ? uint8_t{255} : uint8_t{90});
    }
    for (int r = 0; r < 150; ++r) {
      std::fill_n(pole.row(r), 100, uint8_t{90});
      std::fill_n(pole.row(r), band, uint8_t{255});
    }
    EXPECT_EQ(inside_frame(flag.pixels()), std::nullopt) << band;
    EXPECT_EQ(inside_frame(pole.pixels()), std::nullopt) << band;
  }
}

TEST(FrameTest, FindsNoneWhereThereIsNone) {
  EXPECT_EQ(inside_frame(make_picture(5, 90, 120, 1).pixels()), std::nullopt);
  const Image inner = make_picture(5, 120, 160, 1);
  // One line alone, and next to nothing inside.
  EXPECT_EQ(inside_frame(
                framed(inner.pixels(), {1, 0, 120, 160}, 121, 160, 0).pixels()),
            std::nullopt);
  EXPECT_EQ(
      inside_frame(
          framed(inner.pixels(), {440, 420, 120, 160}, 1000, 1000, 0).pixels()),
      std::nullopt);
  for (const auto& [rows, columns] :
       {std::pair{1, 1}, {1, 300}, {300, 1}, {200, 200}}) {
    Image flat(rows, columns, 1);
    std::fill_n(flat.data(), static_cast<size_t>(rows) * columns, uint8_t{7});
    EXPECT_EQ(inside_frame(flat.pixels()), std::nullopt) << rows;
  }
}

// The hash of what is inside is that of the picture without its frame, also
// when a JPEG is decoded at reduced size.
TEST(FrameTest, PicturesAreHashedWithoutTheirFrame) {
  const Image inner = make_picture(7, 600, 800, 1);
  const Image image =
      framed(inner.pixels(), {120, 60, 600, 800}, 840, 920, 255);
  const auto picture = picture_of(
      encode_jpeg(image.pixels(), JpegOptions{.quality = 60}), Effort::fast);
  ASSERT_TRUE(picture);
  ASSERT_TRUE(picture->inside);
  const Box& box = picture->inside->box;
  EXPECT_NEAR(box.row, 120, 4);
  EXPECT_NEAR(box.column, 60, 4);
  EXPECT_NEAR(box.rows, 600, 8);
  EXPECT_NEAR(box.columns, 800, 8);
  const auto bare = fingerprint_orientations(inner.pixels());
  for (int i = 0; i < 8; ++i) {
    const Fingerprint& view = picture->inside->fingerprints[i];
    EXPECT_LE(distance(view.hash, bare[i].hash), 16) << i;
    EXPECT_EQ(view.rows > view.columns, i >= 4);
  }
  EXPECT_FALSE(picture_of(encode_jpeg(inner.pixels()), Effort::fast)->inside);
}

}  // namespace
}  // namespace sleeve
