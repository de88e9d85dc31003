// Undoing what img2dataset does to pictures: bars and missing rotation.
#include "core/origin.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/orientation.h"
#include "tests/support/pictures.h"

namespace sleeve {
namespace {

// What albumentations' LongestMaxSize and PadIfNeeded give for these sides.
TEST(OriginTest, BarsLieWhereAlbumentationsPutsThem) {
  struct Case {
    int side;
    Origin origin;
    Box box;
  };
  const Case cases[] = {
      {256, {1000, 500}, {64, 0, 128, 256}},
      {256, {500, 1000}, {0, 64, 256, 128}},
      {256, {640, 480}, {32, 0, 192, 256}},
      {256, {300, 299}, {0, 0, 255, 256}},   // 255.15: one row below
      {256, {1000, 997}, {0, 0, 255, 256}},  // 255.23
      {256, {4000, 3}, {127, 0, 1, 256}},    // 0.19 is not nothing
      {256, {512, 253}, {65, 0, 126, 256}},  // 126.5: to the even neighbour
      {256, {512, 255}, {64, 0, 128, 256}},  // 127.5
      {512, {100, 60}, {102, 0, 307, 512}},  // 307.2, enlarged
      {256, {600, 600}, {0, 0, 256, 256}},   // square before
      {256, {0, 0}, {0, 0, 256, 256}},       // unknown
  };
  for (const Case& one : cases) {
    EXPECT_EQ(content_box(one.side, one.side, one.origin), one.box)
        << one.origin.columns << " x " << one.origin.rows;
  }
  // No square: nothing was put around it.
  EXPECT_EQ(content_box(256, 255, {1000, 500}), (Box{0, 0, 256, 255}));
}

TEST(OriginTest, ReadsExifreadsWords) {
  EXPECT_EQ(orientation_in_words(R"({"Image Orientation": "Rotated 90 CW"})"),
            6);
  EXPECT_EQ(orientation_in_words(
                R"({"Image Make": "x","Image Orientation":"Rotated 180"})"),
            3);
  for (const char* nothing :
       {"", "{}", "null", R"({"Image Orientation": )",
        R"({"Image Orientation": "Upside down"})", R"("Image Orientation")",
        R"({"Image Orientation": "Rotated 180)"}) {
    EXPECT_EQ(orientation_in_words(nothing), 1) << nothing;
  }
}

// As the picture is stored by those who do not look at its EXIF orientation.
Image stored(const Pixels& upright, int orientation) {
  const int inverse = orientation == 6 ? 8 : orientation == 8 ? 6 : orientation;
  return turned_upright(upright, inverse);
}

// As resize_mode "border" stores it; `content` fills the longer side.
Image with_bars(const Pixels& content, uint8_t colour = 255) {
  const int side = std::max(content.rows, content.columns);
  Image square(side, side, 1);
  std::fill_n(square.data(), side * side, colour);
  for (int r = 0; r < content.rows; ++r) {
    std::copy_n(content.row(r), content.columns,
                square.row((side - content.rows) / 2 + r) +
                    (side - content.columns) / 2);
  }
  return square;
}

void expect_same(const Picture& found, const Picture& wanted) {
  EXPECT_EQ(found.fingerprints, wanted.fingerprints);
  EXPECT_TRUE(same_samples(found.grey.pixels(), wanted.grey.pixels()));
}

TEST(OriginTest, PicturesAreSeenAsBefore) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Image upright = make_picture(7, 200, 256, 1);
    const Picture wanted = picture_of(upright.pixels(), Effort::thorough);
    const Image turned = stored(upright.pixels(), orientation);
    const Image square = with_bars(turned.pixels());
    const Origin origin{turned.pixels().columns * 3, turned.pixels().rows * 3,
                        orientation};
    const auto found =
        picture_of(encode_png(square.pixels()), Effort::thorough, {}, origin);
    ASSERT_TRUE(found);
    expect_same(*found, wanted);
    EXPECT_EQ(found->row, 28) << orientation;
    EXPECT_EQ(found->column, 0) << orientation;
  }
}

TEST(OriginTest, OnlyTheOrientationIsUndoneWithoutBars) {
  const Image upright = make_picture(7, 200, 256, 1);
  const Image turned = stored(upright.pixels(), 6);
  const auto found = picture_of(encode_png(turned.pixels()), Effort::thorough,
                                {}, {200, 256, 6});
  expect_same(*found, picture_of(upright.pixels(), Effort::thorough));
  EXPECT_EQ(found->row + found->column, 0);
}

// Pictures of resize_mode "center_crop" are squares too, but without bars.
TEST(OriginTest, WhatIsNoBarStays) {
  const Image whole = make_picture(9, 256, 256, 1);
  const auto bytes = encode_png(whole.pixels());
  const auto wanted = picture_of(bytes, Effort::thorough);
  expect_same(*picture_of(bytes, Effort::thorough, {}, {1000, 500}), *wanted);
  const Image dark = with_bars(make_picture(9, 128, 256, 1).pixels(), 40);
  const auto dark_bytes = encode_png(dark.pixels());
  expect_same(*picture_of(dark_bytes, Effort::thorough, {}, {1000, 500}),
              *picture_of(dark_bytes, Effort::thorough));
}

TEST(OriginTest, BarsAreSeenThroughWhatJpegDoesToThem) {
  for (const int rows : {40, 131, 248, 253}) {
    const Image content = make_picture(11, rows, 256, 1);
    JpegOptions options;
    options.quality = 75;
    const auto bytes =
        encode_jpeg(with_bars(content.pixels()).pixels(), options);
    const auto found = picture_of(bytes, Effort::fast, {}, {2560, rows * 10});
    EXPECT_EQ(found->row, (256 - rows) / 2);
    EXPECT_LE(
        distance(
            found->fingerprints[0].hash,
            picture_of(content.pixels(), Effort::fast).fingerprints[0].hash),
        12)
        << rows;
  }
}

// Bytes that were kept as they came say themselves how to turn them.
TEST(OriginTest, OrientationIsNotUndoneTwice) {
  JpegOptions options;
  options.orientation = 6;
  const auto bytes =
      encode_jpeg(make_picture(3, 200, 256, 1).pixels(), options);
  expect_same(*picture_of(bytes, Effort::thorough, {}, {256, 200, 6}),
              *picture_of(bytes, Effort::thorough));
}

TEST(OriginTest, ABadPictureIsAProblemWhateverItsOrigin) {
  const std::vector<uint8_t> bytes = {1, 2, 3};
  const Origin mad{INT32_MAX, 1, 1000};
  EXPECT_FALSE(picture_of(bytes, Effort::fast, {}, mad));
  const auto whole = encode_png(make_picture(3, 64, 64, 1).pixels());
  EXPECT_TRUE(picture_of(whole, Effort::fast, {}, mad));
  EXPECT_TRUE(picture_of(whole, Effort::fast, {}, {-5, -1, -9}));
}

}  // namespace
}  // namespace sleeve
