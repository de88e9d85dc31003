// cover256 against the textbook: a DCT summed in double precision, turning
// samples instead of coefficients, and pictures that say nothing.
#include "core/cover256.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <numbers>
#include <random>

#include "core/fingerprint.h"
#include "core/hasher.h"
#include "core/orientation.h"

namespace sleeve {
namespace {

Image picture(uint32_t seed, int rows, int columns) {
  std::mt19937 random(seed);
  Image image(rows, columns, 1);
  const double a = random() % 7 + 1, b = random() % 9 + 1;
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) {
      const double y = r / static_cast<double>(rows);
      const double x = c / static_cast<double>(columns);
      const double wave = 60 * std::sin(a * x + b * y * y) +
                          40 * std::sin(b * 5 * x * y + a) +
                          (x * 3 > y + 1 ? 30 : -10);
      image.row(r)[c] = static_cast<uint8_t>(
          std::clamp(128 + wave + static_cast<int>(random() % 40), 0.0, 255.0));
    }
  }
  return image;
}

// The definition, sample by sample: the mean over the picture of the grey
// level times the cosines at the middle of its cell, as an amplitude.
double amplitude(const Plane& plane, int v, int u) {
  double sum = 0;
  for (int r = 0; r < plane.rows; ++r) {
    const double bottom = std::min<double>(r + 1, plane.extent_rows);
    for (int c = 0; c < plane.columns; ++c) {
      const double right = std::min<double>(c + 1, plane.extent_columns);
      sum += plane.cells[r * plane.columns + c] * (bottom - r) * (right - c) *
             std::cos(std::numbers::pi * v * (r + bottom) / 2 /
                      plane.extent_rows) *
             std::cos(std::numbers::pi * u * (c + right) / 2 /
                      plane.extent_columns);
    }
  }
  return sum / plane.extent_rows / plane.extent_columns * (v ? 2 : 1) *
         (u ? 2 : 1);
}

int differing_bits(const Hash& a, const Hash& b) { return distance(a, b); }

TEST(Cover256Test, CoefficientsEqualTheDefinition) {
  for (auto [rows, columns] : {std::pair{64, 64},
                               {100, 75},
                               {301, 130},
                               {640, 427},
                               {20, 33},
                               {65, 1000}}) {
    const Image image = picture(rows, rows, columns);
    const Plane plane = normalise(image.pixels());
    const Coefficients coefficients = dct(plane);
    for (int v = 0; v < kFrequencies; ++v) {
      for (int u = 0; u < kFrequencies; ++u) {
        EXPECT_NEAR(coefficients[v * kFrequencies + u], amplitude(plane, v, u),
                    1e-3)
            << rows << "x" << columns << " v=" << v << " u=" << u;
      }
    }
  }
}

TEST(Cover256Test, FrequenciesBeyondTheGridAreZero) {
  const Coefficients coefficients = dct(normalise(picture(3, 5, 40).pixels()));
  EXPECT_NE(coefficients[4 * kFrequencies + 1], 0);
  EXPECT_EQ(coefficients[5 * kFrequencies + 1], 0);
}

TEST(Cover256Test, PlaneKeepsTheMeanAndTheTrueExtent) {
  Image image = picture(1, 301, 640);
  const Plane plane = normalise(image.pixels());
  EXPECT_EQ(plane.rows, 76);
  EXPECT_EQ(plane.columns, 80);
  EXPECT_DOUBLE_EQ(plane.extent_rows, 75.25);
  double sum = 0;
  for (int r = 0; r < 301; ++r) {
    for (int c = 0; c < 640; ++c) sum += image.row(r)[c];
  }
  EXPECT_NEAR(dct(plane)[0], sum / 301 / 640, 1e-2);
}

TEST(Cover256Test, TurningCoefficientsTurnsThePicture) {
  const Image image = picture(11, 300, 420);
  const auto all = hash_orientations(image.pixels(), Algorithm::cover256);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Image turned = turned_upright(image.pixels(), orientation);
    const Hashed expected = hash_pixels(turned.pixels(), Algorithm::cover256);
    // Rounding may flip a coefficient that is all but zero.
    EXPECT_LE(differing_bits(all[orientation - 1].hash, expected.hash), 2)
        << orientation;
  }
}

TEST(Cover256Test, HalvingThePictureFlipsFewBits) {
  const Image image = picture(5, 512, 512);
  Image half(256, 256, 1);
  for (int r = 0; r < 256; ++r) {
    for (int c = 0; c < 256; ++c) {
      const uint8_t* above = image.pixels().row(2 * r) + 2 * c;
      const uint8_t* below = image.pixels().row(2 * r + 1) + 2 * c;
      half.row(r)[c] =
          static_cast<uint8_t>((above[0] + above[1] + below[0] + below[1]) / 4);
    }
  }
  EXPECT_LE(differing_bits(fingerprint(image.pixels()).hash,
                           fingerprint(half.pixels()).hash),
            12);
}

TEST(Cover256Test, FlatAndGradientPicturesHaveNoQuality) {
  Image flat(200, 200, 1);
  std::fill_n(flat.data(), 200 * 200, 77);
  EXPECT_EQ(fingerprint(flat.pixels()).quality, 0);
  EXPECT_EQ(fingerprint(flat.pixels()).features, Features{});
  Image gradient(200, 200, 1);
  for (int r = 0; r < 200; ++r) std::fill_n(gradient.row(r), 200, r);
  EXPECT_LT(fingerprint(gradient.pixels()).quality, 10);
  EXPECT_GE(fingerprint(picture(2, 200, 200).pixels()).quality, 50);
}

TEST(Cover256Test, BitsThatFlipUnderNoiseAreMostlyWeakOnes) {
  int flips = 0, weak_flips = 0, weak = 0;
  for (uint32_t seed = 0; seed < 20; ++seed) {
    const Image image = picture(seed, 256, 256);
    Image noisy = picture(seed, 256, 256);
    std::mt19937 random(seed + 99);
    for (int i = 0; i < 256 * 256; ++i) {
      noisy.data()[i] = static_cast<uint8_t>(std::clamp<int>(
          noisy.data()[i] + static_cast<int>(random() % 31) - 15, 0, 255));
    }
    const Fingerprint a = fingerprint(image.pixels());
    const Fingerprint b = fingerprint(noisy.pixels());
    for (int i = 0; i < 32; ++i) {
      const unsigned flipped = a.hash.bytes[i] ^ b.hash.bytes[i];
      flips += std::popcount(flipped);
      weak_flips += std::popcount(flipped & a.weak_bits[i]);
      weak += std::popcount(static_cast<unsigned>(a.weak_bits[i]));
    }
  }
  EXPECT_GT(flips, 0);
  EXPECT_GT(weak_flips * 2, flips);
  EXPECT_LT(weak, 20 * 256 / 3);
}

TEST(Cover256Test, PicturesOfOneSampleAreHashed) {
  Image dot(1, 1, 1);
  dot.data()[0] = 255;
  EXPECT_EQ(fingerprint(dot.pixels()).quality, 0);
}

}  // namespace
}  // namespace sleeve
