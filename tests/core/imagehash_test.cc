// phash64, dhash64 and ahash64 against ImageHash's own results.
#include "core/imagehash.h"

#include <gtest/gtest.h>

#include "tests/support/golden.h"
#include "tests/support/pictures.h"

namespace sleeve {
namespace {

TEST(ImageHashTest, EqualsImageHash) {
  for (const GoldenRow& row : golden_table("imagehash.tsv")) {
    SCOPED_TRACE(golden_name(row));
    const Image picture = golden_picture(row);
    EXPECT_EQ(to_hex(phash64(picture.pixels()).hash), row.at("phash64"));
    EXPECT_EQ(to_hex(dhash64(picture.pixels()).hash), row.at("dhash64"));
    EXPECT_EQ(to_hex(ahash64(picture.pixels()).hash), row.at("ahash64"));
  }
}

TEST(ImageHashTest, AlphaIsDropped) {
  const Image clear = make_picture(5, 120, 90, 4);
  Image opaque = copy_of(clear.pixels());
  for (int i = 3; i < 120 * 90 * 4; i += 4) opaque.data()[i] = 255;
  for (auto hash : {phash64, dhash64, ahash64}) {
    EXPECT_EQ(hash(clear.pixels()).hash, hash(opaque.pixels()).hash);
  }
}

TEST(ImageHashTest, QualityTellsFlatFromFull) {
  Image flat(100, 100, 1);
  std::fill_n(flat.data(), 100 * 100, 77);
  const Image full = make_picture(1, 300, 300, 3);
  for (auto hash : {phash64, dhash64, ahash64}) {
    EXPECT_EQ(hash(flat.pixels()).quality, 0);
    EXPECT_GE(hash(full.pixels()).quality, 50);
  }
}

}  // namespace
}  // namespace sleeve
