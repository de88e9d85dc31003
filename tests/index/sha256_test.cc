// SHA-256 against the examples of FIPS 180-4.
#include "index/sha256.h"

#include <gtest/gtest.h>

#include <vector>

namespace sleeve {
namespace {

TEST(Sha256Test, GivesTheDigestsOfTheStandard) {
  EXPECT_EQ(sha256_hex("", 0),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc", 3),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256Test, PiecesEqualTheWholeAndFinishStartsAnew) {
  const std::vector<uint8_t> bytes = {1, 2, 3, 4, 5};
  Sha256 digest;
  digest.update(std::span(bytes).first(2)).update(std::span(bytes).last(3));
  EXPECT_EQ(to_hex(digest.finish()), sha256_hex(bytes.data(), bytes.size()));
  EXPECT_EQ(to_hex(digest.finish()), sha256_hex("", 0));
}

TEST(Sha256Test, NumbersAreEightBytesLowestFirst) {
  const std::vector<uint8_t> bytes = {0x08, 0x07, 0x06, 0x05, 4, 3, 2, 1};
  EXPECT_EQ(to_hex(Sha256().update(uint64_t{0x0102030405060708}).finish()),
            sha256_hex(bytes.data(), bytes.size()));
}

TEST(Sha256Test, ReadsWhatItWrites) {
  const Sha256Digest digest = Sha256().finish();
  EXPECT_EQ(parse_sha256(to_hex(digest)), digest);
  EXPECT_FALSE(parse_sha256("e3b0"));
  EXPECT_FALSE(parse_sha256(std::string(64, 'g')));
}

}  // namespace
}  // namespace sleeve
