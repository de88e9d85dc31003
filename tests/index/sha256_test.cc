// SHA-256 against the vectors of FIPS 180-4.
#include "index/sha256.h"

#include <gtest/gtest.h>

namespace sleeve {
namespace {

TEST(Sha256Test, EqualsThePublishedVectors) {
  EXPECT_EQ(sha256_hex("", 0),
            "e3b0c44298fc1c149afbf4c8996fb924"
            "27ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc", 3),
            "ba7816bf8f01cfea414140de5dae2223"
            "b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256Test, PiecesMakeTheWhole) {
  Sha256 digest;
  digest.update("a", 1);
  digest.update("", 0);
  digest.update("bc", 2);
  EXPECT_EQ(digest.hex(), sha256_hex("abc", 3));
}

}  // namespace
}  // namespace sleeve
