// The test pictures themselves: the same every time, and encodable.
#include "tests/support/pictures.h"

#include <gtest/gtest.h>

namespace sleeve {
namespace {

TEST(PicturesTest, TheSameSeedMakesTheSamePicture) {
  for (int channels = 1; channels <= 4; ++channels) {
    const Image a = make_picture(7, 40, 60, channels);
    const Image b = make_picture(7, 40, 60, channels);
    const Image c = make_picture(8, 40, 60, channels);
    EXPECT_TRUE(same_samples(a.pixels(), b.pixels()));
    EXPECT_FALSE(same_samples(a.pixels(), c.pixels()));
  }
}

TEST(PicturesTest, EveryEncoderWorksHere) {
  const Image image = make_picture(1, 48, 64, 3);
  const Image other = make_picture(2, 48, 64, 3);
  for (const char* format : {"gif", "webp", "tiff", "avif", "heic", "jxl"}) {
    EXPECT_FALSE(encode_by_vips(format, {&image}).empty()) << format;
  }
  for (const char* format : {"gif", "webp", "tiff"}) {
    EXPECT_FALSE(encode_by_vips(format, {&image, &other}).empty()) << format;
  }
  EXPECT_FALSE(encode_jpeg(image.pixels()).empty());
  EXPECT_FALSE(encode_png(image.pixels()).empty());
}

}  // namespace
}  // namespace sleeve
