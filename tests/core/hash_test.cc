// Hash text forms and distances.
#include "core/hash.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace sleeve {
namespace {

TEST(HashTest, HexIsLowerCaseRowMajorMostSignificantBitFirst) {
  Hash hash{Algorithm::phash64, {0x80, 0x01}};
  EXPECT_EQ(to_hex(hash), "8001000000000000");
}

TEST(HashTest, ParsesWhatItWritesForEveryAlgorithm) {
  for (Algorithm algorithm : all_algorithms()) {
    Hash hash{algorithm, {}};
    for (int i = 0; i < hash_bits(algorithm) / 8; ++i) {
      hash.bytes[i] = static_cast<uint8_t>(i * 37 + 5);
    }
    EXPECT_EQ(parse_hex(algorithm, to_hex(hash)), hash);
    EXPECT_EQ(find_algorithm(algorithm_name(algorithm)), algorithm);
  }
}

TEST(HashTest, RefusesWrongLengthsAndDigits) {
  EXPECT_FALSE(parse_hex(Algorithm::phash64, "8001"));
  EXPECT_FALSE(parse_hex(Algorithm::phash64, "800100000000000g"));
  EXPECT_TRUE(parse_hex(Algorithm::phash64, "ABCDEF0000000000"));
}

TEST(HashTest, DistanceCountsDifferingBits) {
  Hash a{Algorithm::pdq, {}};
  Hash b = a;
  b.bytes[0] = 0xff;
  b.bytes[31] = 0x01;
  EXPECT_EQ(distance(a, b), 9);
  EXPECT_EQ(distance(a, a), 0);
}

TEST(HashTest, UnlikeAlgorithmsAreNeverCompared) {
  EXPECT_THROW(distance(Hash{Algorithm::pdq, {}}, Hash{}), Error);
}

}  // namespace
}  // namespace sleeve
