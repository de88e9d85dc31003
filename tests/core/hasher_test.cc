// From bytes to hash: which algorithms obey the orientation, and whether the
// short cuts agree with the long ways.
#include "core/hasher.h"

#include <gtest/gtest.h>

#include <string>

#include "core/orientation.h"
#include "tests/support/pictures.h"

namespace sleeve {
namespace {

Hash hash_of(Bytes bytes, Algorithm algorithm) {
  const Result<Hashed> hashed = hash_bytes(bytes, algorithm);
  EXPECT_TRUE(hashed.ok());
  return hashed->hash;
}

TEST(HasherTest, EveryAlgorithmHashesUnderItsOwnName) {
  const auto bytes = encode_png(make_picture(1, 90, 120, 3).pixels());
  for (Algorithm algorithm : all_algorithms()) {
    EXPECT_EQ(hash_of(bytes, algorithm).algorithm, algorithm);
  }
}

// As their references do: ours and ISCC see pictures as people see them.
TEST(HasherTest, OnlySomeObeyTheOrientation) {
  const Image picture = make_picture(2, 160, 120, 3);
  const auto plain = encode_png(picture.pixels());
  const auto turned = encode_png(picture.pixels(), {.orientation = 6});
  for (Algorithm algorithm : all_algorithms()) {
    const bool obeys = algorithm == Algorithm::cover256 ||
                       algorithm == Algorithm::iscc_image ||
                       algorithm == Algorithm::iscc_image256;
    EXPECT_EQ(hash_of(plain, algorithm) != hash_of(turned, algorithm), obeys)
        << algorithm_name(algorithm);
  }
}

TEST(HasherTest, OrientationsAreThoseOfTheTurnedPicture) {
  const Image picture = make_picture(3, 200, 240, 3);
  for (Algorithm algorithm : all_algorithms()) {
    SCOPED_TRACE(std::string(algorithm_name(algorithm)));
    DecodeOptions options = decode_options(algorithm);
    options.min_side = 0;
    const auto decoded = decode(encode_png(picture.pixels()), options);
    ASSERT_TRUE(decoded.ok());
    const Pixels& pixels = decoded->image.pixels();
    const auto all = hash_orientations(pixels, algorithm);
    EXPECT_EQ(all[0].hash, hash_pixels(pixels, algorithm).hash);
    for (int i = 0; i < 8; ++i) {
      const Image turned = turned_upright(pixels, i + 1);
      const Hash expected = hash_pixels(turned.pixels(), algorithm).hash;
      // A fifth: windows of even length shift what PDQ sees by half a sample.
      EXPECT_LE(distance(all[i].hash, expected), hash_bits(algorithm) / 5);
    }
  }
}

TEST(HasherTest, ABadPictureIsAProblem) {
  const auto bytes = encode_png(make_picture(1, 90, 120, 3).pixels());
  const Bytes half(bytes.data(), bytes.size() / 2);
  for (Algorithm algorithm : all_algorithms()) {
    const Result<Hashed> hashed = hash_bytes(half, algorithm);
    ASSERT_FALSE(hashed.ok());
    EXPECT_EQ(hashed.problem().kind, ProblemKind::truncated);
  }
}

}  // namespace
}  // namespace sleeve
