// Digests tell same pixels from others whatever holds them; thumbnails fit.
#include "screen/worker/look.h"

#include <gtest/gtest.h>

#include <cstring>

#include "screen/fingerprinter.h"
#include "tests/support/pictures.h"

namespace sleeve {
namespace {

PixelDigest digest(const std::vector<uint8_t>& bytes) {
  const auto seen = look(bytes, LookFor::pixels, {});
  EXPECT_TRUE(seen.ok());
  return seen.ok() ? seen->pixels : PixelDigest{};
}

TEST(LookTest, SamePixelsHaveOneDigest) {
  const Image picture = make_picture(3, 70, 90, 3);
  PngOptions interlaced;
  interlaced.interlaced = true;
  const auto png = digest(encode_png(picture.pixels()));
  EXPECT_EQ(digest(encode_png(picture.pixels(), interlaced)), png);
  EXPECT_EQ(digest(encode_webp(picture.pixels(), 101)), png);
  EXPECT_EQ(digest(encode_tiff(picture.pixels())), png);
  EXPECT_NE(digest(encode_jpeg(picture.pixels())), png);
}

TEST(LookTest, GreyIsAlsoColour) {
  const Image grey = make_picture(4, 40, 40, 1);
  Image colour(40, 40, 3);
  for (int i = 0; i < 40 * 40; ++i) {
    std::memset(colour.data() + 3 * i, grey.pixels().data[i], 3);
  }
  EXPECT_EQ(digest(encode_png(grey.pixels())),
            digest(encode_png(colour.pixels())));
}

TEST(LookTest, ShapeAlphaAndOneSampleMatter) {
  const Image wide = make_picture(5, 40, 80, 3);
  Image tall(80, 40, 3);
  std::memcpy(tall.data(), wide.pixels().data, size_t{3} * 40 * 80);
  EXPECT_NE(digest(encode_png(wide.pixels())),
            digest(encode_png(tall.pixels())));
  Image other = copy_of(wide.pixels());
  other.data()[3 * 40 * 80 - 1] ^= 1;
  EXPECT_NE(digest(encode_png(wide.pixels())),
            digest(encode_png(other.pixels())));
  const Image clear = make_picture(5, 40, 80, 4);
  EXPECT_NE(digest(encode_png(clear.pixels())),
            digest(encode_png(wide.pixels())));
}

TEST(LookTest, UprightPixelsCount) {
  PngOptions mirrored_twice;
  mirrored_twice.orientation = 1;
  const Image picture = make_picture(6, 40, 50, 3);
  EXPECT_EQ(digest(encode_png(picture.pixels(), mirrored_twice)),
            digest(encode_png(picture.pixels())));
  PngOptions turned;
  turned.orientation = 6;
  EXPECT_NE(digest(encode_png(picture.pixels(), turned)),
            digest(encode_png(picture.pixels())));
}

TEST(LookTest, ThumbnailsFitAndAreJpegs) {
  for (const auto& [rows, columns] : {std::pair{1000, 500}, std::pair{30, 2000},
                                      std::pair{20, 10}, std::pair{1, 1}}) {
    const Image picture = make_picture(7, rows, columns, 3);
    const auto seen =
        look(encode_png(picture.pixels()), LookFor::thumbnail, {});
    ASSERT_TRUE(seen.ok());
    EXPECT_LE(seen->thumbnail.size(), kThumbnailBytes);
    const auto shown = decode(seen->thumbnail, {});
    ASSERT_TRUE(shown.ok());
    EXPECT_EQ(shown->format, Format::jpeg);
    EXPECT_LE(std::max(shown->rows, shown->columns), kThumbnailSide);
    EXPECT_GE(std::max(shown->rows, shown->columns),
              std::min(kThumbnailSide, std::max(rows, columns)));
  }
}

TEST(LookTest, TheSandboxSeesTheSame) {
  std::vector<std::vector<uint8_t>> pictures;
  for (uint32_t seed = 0; seed < 20; ++seed) {
    const Image picture = make_picture(seed, 200, 300, 3);
    pictures.push_back(encode_jpeg(picture.pixels()));
  }
  pictures.push_back({'n', 'o'});
  const std::vector<Bytes> bytes(pictures.begin(), pictures.end());
  const auto inside = Fingerprinter::sandboxed({});
  const auto here = Fingerprinter::in_process({});
  for (const LookFor wanted : {LookFor::pixels, LookFor::thumbnail}) {
    const auto one = inside->look(bytes, wanted);
    const auto other = here->look(bytes, wanted);
    ASSERT_EQ(one.size(), bytes.size());
    for (size_t i = 0; i + 1 < one.size(); ++i) {
      ASSERT_TRUE(one[i].ok() && other[i].ok());
      EXPECT_EQ(*one[i], *other[i]);
    }
    EXPECT_FALSE(one.back().ok());
    EXPECT_EQ(one.back().problem().reason, other.back().problem().reason);
  }
}

}  // namespace
}  // namespace sleeve
