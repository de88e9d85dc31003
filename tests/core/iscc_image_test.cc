// The ISCC Image-Code against the standard's vectors and the reference's own
// results.
#include "core/iscc_image.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "tests/support/golden.h"
#include "tests/support/pictures.h"

namespace sleeve {
namespace {

std::array<uint8_t, 1024> filled(uint8_t value) {
  std::array<uint8_t, 1024> grey;
  grey.fill(value);
  return grey;
}

// Published with the reference implementation of ISO 24138.
TEST(IsccImageTest, EqualsThePublishedVector) {
  EXPECT_EQ(iscc_text(iscc_image_code(filled(0), Algorithm::iscc_image)),
            "ISCC:EEAQAAAAAAAAAAAA");
}

// Samples of the linear congruential generator of ISO C's example rand().
TEST(IsccImageTest, EqualsTheReferenceOnNoise) {
  std::array<uint8_t, 1024> grey;
  uint32_t state = 12345;
  for (uint8_t& sample : grey) {
    state = (1103515245u * state + 12345u) & 0x7fffffffu;
    sample = static_cast<uint8_t>(state >> 16);
  }
  const Hash short_code = iscc_image_code(grey, Algorithm::iscc_image);
  EXPECT_EQ(to_hex(short_code), "e68b5315685d554b");
  EXPECT_EQ(iscc_text(short_code), "ISCC:EEA6NC2TCVUF2VKL");
  EXPECT_EQ(to_hex(iscc_image_code(grey, Algorithm::iscc_image256)),
            "e68b5315685d554b36ae0a10df1beb94"
            "3103a37f71597bc06c055db28b8ee62b");
}

TEST(IsccImageTest, EqualsTheReferenceOnPictures) {
  for (const GoldenRow& row : golden_table("iscc.tsv")) {
    SCOPED_TRACE(golden_name(row));
    const Image picture = golden_picture(row);
    const Hash short_code =
        iscc_image(picture.pixels(), Algorithm::iscc_image).hash;
    const Hash long_code =
        iscc_image(picture.pixels(), Algorithm::iscc_image256).hash;
    EXPECT_EQ(to_hex(short_code), row.at("iscc64"));
    EXPECT_EQ(to_hex(long_code), row.at("iscc256"));
    EXPECT_EQ(iscc_text(short_code), row.at("text64"));
    EXPECT_EQ(iscc_text(long_code), row.at("text256"));
  }
}

TEST(IsccImageTest, BordersMakeNoDifference) {
  const Image inner = make_picture(9, 100, 120, 3);
  Image framed(130, 170, 3);
  std::fill_n(framed.data(), 130 * 170 * 3, 4);
  for (int row = 0; row < 100; ++row) {
    std::copy_n(inner.pixels().row(row), 120 * 3,
                framed.row(row + 10) + 3 * 25);
  }
  EXPECT_EQ(iscc_image(framed.pixels(), Algorithm::iscc_image256).hash,
            iscc_image(inner.pixels(), Algorithm::iscc_image256).hash);
}

TEST(IsccImageTest, QualityTellsFlatFromFull) {
  Image flat(40, 40, 3);
  std::fill_n(flat.data(), 40 * 40 * 3, 200);
  EXPECT_EQ(iscc_image(flat.pixels(), Algorithm::iscc_image).quality, 0);
  const Image full = make_picture(1, 300, 300, 3);
  EXPECT_GE(iscc_image(full.pixels(), Algorithm::iscc_image).quality, 50);
}

TEST(IsccImageTest, RefusesOtherAlgorithms) {
  EXPECT_THROW(iscc_image_code(filled(0), Algorithm::pdq), Error);
  EXPECT_THROW(iscc_text(Hash{Algorithm::phash64, {}}), Error);
}

}  // namespace
}  // namespace sleeve
