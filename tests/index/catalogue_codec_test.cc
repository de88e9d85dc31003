// Fingerprints as bytes: nothing is lost, and no damage goes unseen.
#include "index/catalogue_codec.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "core/error.h"

namespace sleeve {
namespace {

const Sha256Digest kSha256 = Sha256().update(uint64_t{7}).finish();

Fingerprint example() {
  Fingerprint fingerprint;
  for (size_t i = 0; i < 32; ++i) {
    fingerprint.hash.bytes[i] = static_cast<uint8_t>(i * 37 + 5);
    fingerprint.weak_bits[i] = static_cast<uint8_t>(i * 11 + 1);
  }
  for (size_t i = 0; i < kFeatureCount; ++i) {
    fingerprint.features[i] = 0.125f * static_cast<float>(i) - 3.3f;
  }
  fingerprint.quality = 93;
  fingerprint.rows = 0x01020304;
  fingerprint.columns = 70000;
  return fingerprint;
}

TEST(CatalogueCodecTest, ReadsWhatItWrites) {
  Fingerprint flat;
  flat.features[0] = -0.0f;
  flat.features[1] = std::numeric_limits<float>::denorm_min();
  for (const Fingerprint& fingerprint : {example(), Fingerprint(), flat}) {
    const auto bytes = encode_fingerprint("id", kSha256, fingerprint);
    EXPECT_EQ(decode_fingerprint("id", kSha256, bytes), fingerprint);
  }
}

TEST(CatalogueCodecTest, BytesLieWhereTheHeaderSaysTheyLie) {
  const auto bytes = encode_fingerprint("id", kSha256, example());
  EXPECT_EQ(bytes[0], 1);
  EXPECT_EQ(bytes[1], 1);
  EXPECT_EQ(bytes[2], 93);
  EXPECT_EQ(bytes[4], 0x04);
  EXPECT_EQ(bytes[7], 0x01);
  EXPECT_EQ(bytes[8], 70000 & 0xff);
  EXPECT_EQ(bytes[12], 5);
  EXPECT_EQ(bytes[44], 1);
  EXPECT_EQ(bytes[76 + 3], 0xc0);  // sign and exponent of -3.3
}

TEST(CatalogueCodecTest, EveryFlippedBitIsSeen) {
  auto bytes = encode_fingerprint("id", kSha256, example());
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    EXPECT_FALSE(decode_fingerprint("id", kSha256, bytes)) << bit;
    bytes[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
  }
}

TEST(CatalogueCodecTest, BytesOfAnotherArtworkAreRefused) {
  const auto bytes = encode_fingerprint("id", kSha256, example());
  Sha256Digest other = kSha256;
  other[31] ^= 1;
  EXPECT_FALSE(decode_fingerprint("ie", kSha256, bytes));
  EXPECT_FALSE(decode_fingerprint("id", other, bytes));
  EXPECT_FALSE(decode_fingerprint("id", kSha256, {}));
  EXPECT_FALSE(decode_fingerprint(
      "id", kSha256, std::span(bytes).first(kFingerprintBytes - 1)));
}

TEST(CatalogueCodecTest, WhatNoPictureHasIsRefused) {
  const auto refuses = [](const Fingerprint& fingerprint) {
    EXPECT_THROW(encode_fingerprint("id", kSha256, fingerprint), Error);
  };
  Fingerprint wrong = example();
  wrong.quality = 101;
  refuses(wrong);
  wrong.quality = -1;
  refuses(wrong);
  wrong = example();
  wrong.rows = -1;
  refuses(wrong);
  wrong = example();
  wrong.columns = -1;
  refuses(wrong);
  wrong = example();
  wrong.features[63] = std::numeric_limits<float>::quiet_NaN();
  refuses(wrong);
}

}  // namespace
}  // namespace sleeve
