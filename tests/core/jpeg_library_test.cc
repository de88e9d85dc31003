// Decoding JPEG through libjpeg-turbo: colours, scales, damage and limits.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "core/jpeg.h"
#include "tests/support/jpeg_encoder.h"

namespace sleeve {
namespace {

using File = std::vector<uint8_t>;

Result<Decoded> decode(const File& file, DecodeOptions options = {}) {
  return decode_jpeg_by_library(file, options);
}

DecodeOptions wanting(Channels channels, int min_side = 0) {
  DecodeOptions options;
  options.channels = channels;
  options.min_side = min_side;
  return options;
}

ProblemKind kind_of(const Result<Decoded>& result) {
  EXPECT_FALSE(result.ok());
  return result.ok() ? ProblemKind::crash : result.problem().kind;
}

// The index of the n-th marker `code` outside of entropy-coded data.
size_t find_marker(const File& file, uint8_t code) {
  size_t at = 2;
  while (at + 4 <= file.size() && file[at + 1] != code) {
    at += 2 + (file[at + 2] << 8 | file[at + 3]);
  }
  return at;
}

int mean_difference(const Pixels& a, const File& b) {
  int64_t sum = 0;
  const size_t count = size_t{1} * a.rows * a.columns * a.channels;
  for (size_t i = 0; i < count; ++i) sum += std::abs(a.data[i] - b[i]);
  return static_cast<int>(sum / static_cast<int64_t>(count));
}

TEST(JpegLibraryTest, GivesTheChannelsAsked) {
  for (int stored : {1, 3, 4}) {
    JpegTestSpec spec{.rows = 40, .columns = 50, .channels = stored};
    const File file = encode_jpeg(spec);
    const auto grey = decode(file);
    const auto rgb = decode(file, wanting(Channels::rgb));
    const auto as_is = decode(file, wanting(Channels::stored));
    ASSERT_TRUE(grey.ok() && rgb.ok() && as_is.ok());
    EXPECT_EQ(grey->image.pixels().channels, 1);
    EXPECT_EQ(rgb->image.pixels().channels, 3);
    EXPECT_EQ(as_is->image.pixels().channels, stored == 1 ? 1 : 3);
    EXPECT_EQ(grey->rows, 40);
    EXPECT_EQ(grey->columns, 50);
    EXPECT_EQ(grey->format, Format::jpeg);
  }
}

TEST(JpegLibraryTest, ColoursAreThoseEncoded) {
  for (bool stored_as_rgb : {false, true}) {
    JpegTestSpec spec{.rows = 64, .columns = 48, .quality = 97};
    spec.luma_h = spec.luma_v = 1;
    spec.noise = 0;
    spec.stored_as_rgb = stored_as_rgb;
    const auto result = decode(encode_jpeg(spec), wanting(Channels::rgb));
    ASSERT_TRUE(result.ok());
    EXPECT_LE(mean_difference(result->image.pixels(), test_samples(spec)), 2);
  }
}

TEST(JpegLibraryTest, GreyOfRgbAndInksIsLumaOfTheirRgb) {
  for (int stored : {3, 4}) {
    for (bool ycck : {false, true}) {
      JpegTestSpec spec{.rows = 33, .columns = 29, .channels = stored};
      spec.luma_h = spec.luma_v = 1;
      spec.stored_as_rgb = stored == 3;
      spec.stored_as_ycck = stored == 4 && ycck;
      const File file = encode_jpeg(spec);
      const auto grey = decode(file);
      const auto rgb = decode(file, wanting(Channels::rgb));
      ASSERT_TRUE(grey.ok() && rgb.ok());
      for (int i = 0; i < spec.rows * spec.columns; ++i) {
        const uint8_t* p = rgb->image.pixels().data + 3 * i;
        ASSERT_EQ(grey->image.pixels().data[i],
                  (p[0] * 19595 + p[1] * 38470 + p[2] * 7471 + 0x8000) >> 16);
      }
    }
  }
}

// Light that passes ink and black, both stored inverted.
TEST(JpegLibraryTest, StoredInksAreInverted) {
  JpegTestSpec spec{.rows = 16, .columns = 16, .channels = 4, .quality = 100};
  spec.luma_h = spec.luma_v = 1;
  const File samples = test_samples(spec);
  const auto result = decode(encode_jpeg(spec), wanting(Channels::stored));
  ASSERT_TRUE(result.ok());
  File expected;
  for (size_t i = 0; i < samples.size(); i += 4) {
    for (int channel = 0; channel < 3; ++channel) {
      expected.push_back(
          static_cast<uint8_t>(samples[i + channel] * samples[i + 3] / 255));
    }
  }
  EXPECT_LE(mean_difference(result->image.pixels(), expected), 2);
}

TEST(JpegLibraryTest, ScaleIsTheSmallestThatKeepsTheSide) {
  const File file = encode_jpeg({.rows = 300, .columns = 517});
  struct Case {
    int min_side, rows, columns;
    double extent_rows;
  };
  for (const Case& c : {Case{0, 300, 517, 300}, Case{151, 300, 517, 300},
                        Case{150, 150, 259, 150}, Case{76, 150, 259, 150},
                        Case{75, 75, 130, 75}, Case{38, 75, 130, 75},
                        Case{37, 38, 65, 37.5}, Case{1, 38, 65, 37.5}}) {
    const auto result = decode(file, wanting(Channels::grey, c.min_side));
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(result->image.pixels().rows, c.rows) << c.min_side;
    EXPECT_EQ(result->image.pixels().columns, c.columns);
    EXPECT_EQ(result->image.pixels().extent_rows, c.extent_rows);
    EXPECT_EQ(result->rows, 300);
    EXPECT_EQ(result->columns, 517);
  }
}

TEST(JpegLibraryTest, EverySamplingDecodesToTheSameLuma) {
  for (auto [h, v] :
       {std::pair{1, 1}, {2, 1}, {1, 2}, {2, 2}, {4, 1}, {1, 4}, {4, 2}}) {
    JpegTestSpec spec{.rows = 61, .columns = 67};
    spec.luma_h = h;
    spec.luma_v = v;
    const auto result = decode(encode_jpeg(spec));
    ASSERT_TRUE(result.ok()) << spec.name();
    spec.luma_h = spec.luma_v = 1;
    const auto plain = decode(encode_jpeg(spec));
    EXPECT_EQ(0, std::memcmp(result->image.pixels().data,
                             plain->image.pixels().data, 61 * 67));
  }
}

TEST(JpegLibraryTest, ArithmeticCodingDecodes) {
  JpegTestSpec spec;
  const auto huffman = decode(encode_jpeg(spec));
  spec.arithmetic = true;
  const auto arithmetic = decode(encode_jpeg(spec));
  ASSERT_TRUE(huffman.ok() && arithmetic.ok());
  EXPECT_EQ(0, std::memcmp(huffman->image.pixels().data,
                           arithmetic->image.pixels().data, 64 * 64));
}

TEST(JpegLibraryTest, TruncationIsNeverOk) {
  for (bool progressive : {false, true}) {
    JpegTestSpec spec;
    spec.progressive = progressive;
    const File file = encode_jpeg(spec);
    for (size_t size = 1; size < file.size(); ++size) {
      const File part(file.begin(), file.begin() + size);
      const ProblemKind kind = kind_of(decode(part));
      EXPECT_EQ(kind, ProblemKind::truncated) << size << ": " << spec.name();
    }
  }
}

TEST(JpegLibraryTest, GarbageBehindTheEndIsFine) {
  File file = encode_jpeg({});
  file.insert(file.end(), 1000, 0xA5);
  EXPECT_TRUE(decode(file).ok());
}

TEST(JpegLibraryTest, LostDataIsCorrupt) {
  File file = encode_jpeg({.rows = 200, .columns = 200});
  const size_t middle = file.size() / 2;
  File marker = file;
  marker[middle] = 0xFF;
  marker[middle + 1] = 0xD9;
  EXPECT_EQ(kind_of(decode(marker)), ProblemKind::corrupt);
  file.erase(file.begin() + static_cast<ptrdiff_t>(middle), file.end() - 2);
  EXPECT_EQ(kind_of(decode(file)), ProblemKind::corrupt);
}

// No Huffman code is all ones. (Far from the end of its input the library
// does not look for such codes.)
TEST(JpegLibraryTest, BadCodesAreCorrupt) {
  File file = encode_jpeg({.rows = 32, .columns = 32});
  for (size_t i = file.size() - 200; i < file.size() - 160; i += 2) {
    file[i] = 0xFF;
    file[i + 1] = 0;
  }
  EXPECT_EQ(kind_of(decode(file)), ProblemKind::corrupt);
}

TEST(JpegLibraryTest, OtherBytesAreNotAJpeg) {
  EXPECT_EQ(kind_of(decode({})), ProblemKind::empty);
  EXPECT_EQ(kind_of(decode({'G', 'I', 'F', '8', '9', 'a'})),
            ProblemKind::not_a_picture);
  EXPECT_EQ(kind_of(decode({0xFF, 0xD8, 0xFF, 0xD9})), ProblemKind::corrupt);
}

TEST(JpegLibraryTest, UnknownProcessesAreUnsupported) {
  File file = encode_jpeg({});
  const size_t frame = find_marker(file, 0xC0);
  File deep = file;
  deep[frame + 4] = 12;
  EXPECT_EQ(kind_of(decode(deep)), ProblemKind::unsupported_format);
  EXPECT_EQ(decode(deep).problem().reason, "12-bit JPEG");
  File lossless = file;
  lossless[frame + 1] = 0xC3;
  EXPECT_EQ(kind_of(decode(lossless)), ProblemKind::unsupported_format);
  EXPECT_EQ(decode(lossless).problem().reason, "lossless JPEG");
  File hierarchical = file;
  hierarchical[frame + 1] = 0xC5;
  EXPECT_EQ(decode(hierarchical).problem().reason, "hierarchical JPEG");
}

TEST(JpegLibraryTest, LimitsComeFirst) {
  File file = encode_jpeg({.rows = 100, .columns = 100});
  DecodeOptions options;
  options.limits.max_pixels = 9'999;
  EXPECT_EQ(kind_of(decode(file, options)), ProblemKind::too_large);
  options.limits.max_pixels = 10'000;
  EXPECT_TRUE(decode(file, options).ok());
  options.limits.max_bytes = file.size() - 1;
  EXPECT_EQ(kind_of(decode(file, options)), ProblemKind::too_large);
  const size_t frame = find_marker(file, 0xC0);
  std::fill_n(file.begin() + static_cast<ptrdiff_t>(frame) + 5, 4, 0xF0);
  EXPECT_EQ(kind_of(decode(file)), ProblemKind::too_large);
}

TEST(JpegLibraryTest, TooManyScansAreRefused) {
  JpegTestSpec spec{.rows = 8, .columns = 8, .channels = 1};
  spec.luma_h = spec.luma_v = 1;
  spec.progressive = true;
  File file = encode_jpeg(spec);
  file.resize(file.size() - 2);
  // A scan of one block: end of band.
  const File scan = {0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0,  0, 0,
                     0,    0,    0, 0,  0,    0, 0, 0, 0,  0, 0,
                     0xFF, 0xDA, 0, 8,  1,    1, 0, 1, 63, 0, 0x7F};
  for (int i = 0; i < 600; ++i) {
    file.insert(file.end(), scan.begin(), scan.end());
  }
  file.insert(file.end(), {0xFF, 0xD9});
  const auto result = decode(file);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.problem().reason, "too many scans in JPEG");
}

TEST(JpegLibraryTest, OrientationComesFromExif) {
  // Big-endian TIFF with the one entry 0x0112 (orientation) = 6.
  JpegTestSpec spec;
  spec.exif = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0,
               3,   0,   0, 0,  1, 0, 6, 0, 0, 0, 0,    0,    0};
  const auto result = decode(encode_jpeg(spec));
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->orientation, 6);
  EXPECT_EQ(decode(encode_jpeg({}))->orientation, 1);
}

}  // namespace
}  // namespace sleeve
