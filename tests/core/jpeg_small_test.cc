// Our JPEG reader against libjpeg-turbo, over every kind of file.
#include "core/jpeg_small.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

#include "core/jpeg.h"
#include "tests/support/jpeg_encoder.h"
#include "tests/support/jpeg_twin.h"

namespace sleeve {
namespace {

using File = std::vector<uint8_t>;

// Options under which a picture of this spec is read at 1/denominator.
DecodeOptions at_scale(int denominator, const JpegTestSpec& spec) {
  DecodeOptions options;
  options.min_side =
      std::max(1, std::min(spec.rows, spec.columns) / denominator);
  return options;
}

// Whether the spec's sides allow the scale at all.
bool allows(int denominator, const JpegTestSpec& spec) {
  return std::min(spec.rows, spec.columns) >= denominator;
}

void expect_equal(const Pixels& ours, const Pixels& theirs,
                  const std::string& name) {
  ASSERT_EQ(ours.rows, theirs.rows) << name;
  ASSERT_EQ(ours.columns, theirs.columns) << name;
  EXPECT_EQ(ours.extent_rows, theirs.extent_rows) << name;
  EXPECT_EQ(ours.extent_columns, theirs.extent_columns) << name;
  for (int r = 0; r < ours.rows; ++r) {
    ASSERT_TRUE(
        std::equal(ours.row(r), ours.row(r) + ours.columns, theirs.row(r)))
        << name << " row " << r;
  }
}

void expect_library_eighth(const JpegTestSpec& spec) {
  if (!allows(8, spec)) return;
  const File file = encode_jpeg(spec);
  const auto ours = read_small_jpeg(file, at_scale(8, spec));
  const auto theirs = decode_jpeg_by_library(file, at_scale(8, spec));
  ASSERT_TRUE(ours) << spec.name();
  ASSERT_TRUE(theirs.ok()) << spec.name();
  expect_equal(ours->image.pixels(), theirs->image.pixels(), spec.name());
  EXPECT_EQ(ours->rows, spec.rows);
  EXPECT_EQ(ours->columns, spec.columns);
}

// Compares with samples of the twin, each within `bound` of rounding to
// nearest; samples outside of 0 to 255 are clamped.
void expect_near(const Pixels& ours, const std::vector<double>& exact,
                 double bound, const std::string& name) {
  ASSERT_EQ(exact.size(), size_t{1} * ours.rows * ours.columns) << name;
  for (size_t i = 0; i < exact.size(); ++i) {
    const double value = std::clamp(exact[i], 0.0, 255.0);
    ASSERT_LE(std::abs(ours.data[i] - value), 0.5 + bound)
        << name << " sample " << i;
  }
}

// The fixed-point weights are this near to the true ones, in samples.
constexpr double kRounding = 0.01;

// Compares with what the library finds in the scans that we read.
void expect_twin(const JpegTestSpec& spec, int denominator) {
  if (!allows(denominator, spec)) return;
  const File file = encode_jpeg(spec);
  const auto ours = read_small_jpeg(file, at_scale(denominator, spec));
  const auto luma = read_first_scans(file, 8 / denominator);
  ASSERT_TRUE(ours && luma) << spec.name();
  expect_near(ours->image.pixels(), small_luma(*luma, 8 / denominator),
              kRounding, spec.name());
}

// Compares with what the library finds in the whole file.
void expect_final(const JpegTestSpec& spec, int denominator, double bound) {
  if (!allows(denominator, spec)) return;
  const File file = encode_jpeg(spec);
  const auto ours = read_small_jpeg(file, at_scale(denominator, spec));
  const auto luma = read_luma_coefficients(file);
  ASSERT_TRUE(ours && luma) << spec.name();
  expect_near(ours->image.pixels(), small_luma(*luma, 8 / denominator), bound,
              spec.name());
}

const std::vector<std::pair<int, int>> kSamplings = {
    {1, 1}, {2, 1}, {1, 2}, {2, 2}, {4, 1}, {1, 4}, {4, 2}};

const std::vector<std::pair<int, int>> kSizes = {
    {1, 1},   {7, 9},   {8, 8},   {9, 8},    {15, 17},  {16, 16}, {31, 33},
    {64, 65}, {67, 43}, {43, 67}, {300, 50}, {121, 90}, {8, 300}};

std::vector<JpegTestSpec> specs() {
  std::vector<JpegTestSpec> all;
  uint32_t seed = 1;
  for (auto [rows, columns] : kSizes) {
    for (auto [h, v] : kSamplings) {
      JpegTestSpec spec{.rows = rows, .columns = columns};
      spec.luma_h = h;
      spec.luma_v = v;
      spec.seed = seed++;
      spec.quality = 25 + static_cast<int>(seed * 37 % 76);
      spec.noise = seed % 5 * 10;
      spec.restart_interval = static_cast<int>(seed % 4);
      spec.optimised = seed % 3 == 0;
      all.push_back(spec);
      if (h == 1 && v == 1) {
        spec.channels = 1;
        all.push_back(spec);
      }
    }
  }
  return all;
}

TEST(JpegSmallTest, SequentialEighthEqualsTheLibrary) {
  for (const JpegTestSpec& spec : specs()) expect_library_eighth(spec);
}

TEST(JpegSmallTest, SequentialQuarterEqualsTheTwin) {
  for (const JpegTestSpec& spec : specs()) expect_twin(spec, 4);
}

TEST(JpegSmallTest, EveryQualityAndTableEqualsTheLibrary) {
  for (int quality : {1, 5, 20, 50, 75, 88, 95, 98, 99, 100}) {
    for (bool optimised : {false, true}) {
      JpegTestSpec spec{.rows = 150, .columns = 141, .quality = quality};
      spec.optimised = optimised;
      spec.noise = quality % 2 == 0 ? 60 : 3;
      expect_library_eighth(spec);
      expect_twin(spec, 4);
    }
  }
}

TEST(JpegSmallTest, LargerPicturesEqualTheLibrary) {
  for (int interval : {0, 1, 41, 1000}) {
    JpegTestSpec spec{.rows = 641, .columns = 300};
    spec.restart_interval = interval;
    expect_library_eighth(spec);
    expect_twin(spec, 4);
  }
}

TEST(JpegSmallTest, SequentialScansOfOneComponentEachAreRead) {
  JpegTestSpec spec{.rows = 67, .columns = 85};
  spec.scans = {{0, 0}, {1, 1}, {2, 2}};
  spec.restart_interval = 3;
  expect_library_eighth(spec);
  expect_twin(spec, 4);
}

// The bits that come later: at most one in DC (of which half is added), at
// most three in AC.
TEST(JpegSmallTest, ProgressiveLacksOnlyBitsThatComeLater) {
  for (JpegTestSpec spec : specs()) {
    spec.progressive = true;
    const auto luma = read_luma_coefficients(encode_jpeg(spec));
    ASSERT_TRUE(luma);
    const double dc = 0.5 * luma->steps[0] / 8;
    expect_twin(spec, 8);
    expect_final(spec, 8, dc);
    const double ac =
        3.0 * (luma->steps[1] + luma->steps[2] + luma->steps[4]) / 8;
    expect_twin(spec, 4);
    expect_final(spec, 4, dc + ac);
  }
}

TEST(JpegSmallTest, ProgressiveOfFullBitsEqualsTheLibrary) {
  JpegTestSpec spec{.rows = 99, .columns = 131};
  spec.progressive = true;
  spec.scans = {
      {0, 2, 0, 0}, {0, 0, 1, 9}, {0, 0, 10, 63}, {1, 1, 1, 63}, {2, 2, 1, 63}};
  expect_library_eighth(spec);
  expect_twin(spec, 4);
}

TEST(JpegSmallTest, ProgressiveOtherwiseOrderedIsLeftToTheLibrary) {
  JpegTestSpec spec{.rows = 99, .columns = 131};
  spec.progressive = true;
  spec.scans = {{0, 2, 0, 0}, {1, 1, 1, 63}, {2, 2, 1, 63}, {0, 0, 1, 63}};
  const File file = encode_jpeg(spec);
  EXPECT_TRUE(read_small_jpeg(file, at_scale(8, spec)));
  EXPECT_FALSE(read_small_jpeg(file, at_scale(4, spec)));
  EXPECT_TRUE(decode_jpeg(file, at_scale(4, spec)).ok());
}

// The scans of `other` behind those of `file`, before its EOI.
File with_scans_of(const File& other, File file) {
  constexpr std::array<uint8_t, 2> kDht = {0xFF, 0xC4};
  const auto first =
      std::search(other.begin(), other.end(), kDht.begin(), kDht.end());
  file.resize(file.size() - 2);
  file.insert(file.end(), first, other.end());
  return file;
}

// Damage and careless joining make such files; the last scan counts.
TEST(JpegSmallTest, ScansThatRepeatLumaAreLeftToTheLibrary) {
  JpegTestSpec sequential, progressive;
  sequential.scans = {{0, 0}, {1, 1}, {2, 2}};
  progressive.progressive = true;
  progressive.scans = {
      {0, 2, 0, 0}, {0, 0, 1, 63}, {1, 1, 1, 63}, {2, 2, 1, 63}};
  for (const JpegTestSpec& spec : {sequential, progressive}) {
    JpegTestSpec last = spec;
    last.seed = 2;
    const File file = with_scans_of(encode_jpeg(last), encode_jpeg(spec));
    EXPECT_FALSE(read_small_jpeg(file, at_scale(8, spec))) << spec.name();
    EXPECT_FALSE(read_small_jpeg(file, at_scale(4, spec))) << spec.name();
    const auto read = decode_jpeg(file, at_scale(8, spec));
    const auto expected = decode_jpeg(encode_jpeg(last), at_scale(8, spec));
    ASSERT_TRUE(read.ok() && expected.ok()) << spec.name();
    expect_equal(read->image.pixels(), expected->image.pixels(), spec.name());
  }
}

// libjpeg-turbo's 1/4 takes more coefficients; ours must look like it.
TEST(JpegSmallTest, QuarterLooksLikeTheLibrary) {
  for (bool progressive : {false, true}) {
    JpegTestSpec spec{.rows = 300, .columns = 300};
    spec.progressive = progressive;
    const File file = encode_jpeg(spec);
    const auto ours = read_small_jpeg(file, at_scale(4, spec));
    const auto theirs = decode_jpeg_by_library(file, at_scale(4, spec));
    ASSERT_TRUE(ours && theirs.ok());
    const Pixels& a = ours->image.pixels();
    const Pixels& b = theirs->image.pixels();
    EXPECT_EQ(a.extent_rows, b.extent_rows);
    int64_t sum = 0;
    for (int i = 0; i < a.rows * a.columns; ++i) {
      sum += std::abs(a.data[i] - b.data[i]);
    }
    EXPECT_LE(sum / (75.0 * 75.0), progressive ? 2.5 : 2.0);
  }
}

TEST(JpegSmallTest, OtherKindsAreLeftToTheLibrary) {
  JpegTestSpec arithmetic, rgb, inks, chroma;
  arithmetic.arithmetic = true;
  rgb.stored_as_rgb = true;
  inks.channels = 4;
  chroma.luma_h = 1;
  chroma.chroma_h = 2;
  for (const JpegTestSpec& spec : {arithmetic, rgb, inks, chroma}) {
    const File file = encode_jpeg(spec);
    EXPECT_FALSE(read_small_jpeg(file, at_scale(8, spec))) << spec.name();
    EXPECT_TRUE(decode_jpeg(file, at_scale(8, spec)).ok()) << spec.name();
  }
  DecodeOptions options = at_scale(8, {});
  options.channels = Channels::rgb;
  EXPECT_FALSE(read_small_jpeg(encode_jpeg({}), options));
  EXPECT_FALSE(read_small_jpeg(encode_jpeg({}), at_scale(2, {})));
  EXPECT_FALSE(read_small_jpeg(encode_jpeg({}), DecodeOptions{}));
}

TEST(JpegSmallTest, LimitOnPixelsHolds) {
  DecodeOptions options = at_scale(8, {});
  options.limits.max_pixels = 64 * 64 - 1;
  EXPECT_FALSE(read_small_jpeg(encode_jpeg({}), options));
  options.limits.max_pixels = 64 * 64;
  EXPECT_TRUE(read_small_jpeg(encode_jpeg({}), options));
}

TEST(JpegSmallTest, TruncationIsNeverOk) {
  JpegTestSpec plain, restarts, progressive, single;
  restarts.restart_interval = 2;
  progressive.progressive = true;
  single.scans = {{0, 0}, {1, 1}, {2, 2}};
  for (const JpegTestSpec& spec : {plain, restarts, progressive, single}) {
    const File file = encode_jpeg(spec);
    for (size_t size = 0; size < file.size(); ++size) {
      const Bytes part(file.data(), size);
      for (int denominator : {8, 4}) {
        ASSERT_FALSE(read_small_jpeg(part, at_scale(denominator, spec)))
            << size << ": " << spec.name();
      }
      ASSERT_FALSE(decode_jpeg(part, at_scale(8, spec)).ok()) << size;
    }
  }
}

TEST(JpegSmallTest, GarbageBehindTheEndIsFine) {
  File file = encode_jpeg({});
  file.insert(file.end(), 1000, 0xFF);
  EXPECT_TRUE(read_small_jpeg(file, at_scale(8, {})));
}

// A truncated file with another one behind it has an EOI, but not its own.
TEST(JpegSmallTest, TheEndOfAnotherFileIsNotOurs) {
  JpegTestSpec spec;
  spec.progressive = true;
  const File whole = encode_jpeg(spec);
  File file(whole.begin(), whole.end() - 300);
  file.insert(file.end(), whole.begin(), whole.end());
  EXPECT_FALSE(read_small_jpeg(file, at_scale(8, spec)));
  EXPECT_FALSE(decode_jpeg(file, at_scale(8, spec)).ok());
}

// Flips bytes; whatever our reader accepts, the library must not contradict.
TEST(JpegSmallTest, DamageIsLeftToTheLibraryOrHarmless) {
  std::mt19937 random(7);
  JpegTestSpec plain, restarts, optimised;
  restarts.restart_interval = 3;
  optimised.optimised = true;
  int accepted = 0;
  for (const JpegTestSpec& spec : {plain, restarts, optimised}) {
    const File file = encode_jpeg(spec);
    for (int i = 0; i < 1500; ++i) {
      File damaged = file;
      const int flips = 1 + static_cast<int>(random() % 3);
      for (int f = 0; f < flips; ++f) {
        damaged[random() % damaged.size()] ^= 1 << random() % 8;
      }
      const auto ours = read_small_jpeg(damaged, at_scale(8, spec));
      const auto theirs = decode_jpeg_by_library(damaged, at_scale(8, spec));
      if (!ours || !theirs.ok()) continue;
      ++accepted;
      expect_equal(ours->image.pixels(), theirs->image.pixels(), spec.name());
    }
  }
  EXPECT_GT(accepted, 100);
}

TEST(JpegSmallTest, OrientationComesFromExif) {
  // Big-endian TIFF with the one entry 0x0112 (orientation) = 8.
  JpegTestSpec spec;
  spec.exif = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0,
               3,   0,   0, 0,  1, 0, 8, 0, 0, 0, 0,    0,    0};
  const auto result = read_small_jpeg(encode_jpeg(spec), at_scale(8, spec));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->orientation, 8);
}

}  // namespace
}  // namespace sleeve
