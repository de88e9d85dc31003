// Headers tell size, frames and orientation without a decoder.
#include "core/header.h"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "tests/support/pictures.h"

namespace sleeve {
namespace {

using std::string_view_literals::operator""sv;
using File = std::vector<uint8_t>;

File as_file(std::string_view text) { return {text.begin(), text.end()}; }

Result<Header> header_of(const File& file, const Limits& limits = {}) {
  return read_header(file, sniff(file), limits);
}

TEST(HeaderTest, TellsTheSizeOfEveryFormat) {
  const Image image = make_picture(1, 80, 124, 3);
  const std::vector<File> files = {
      encode_png(image.pixels()),
      encode_webp(image.pixels()),
      encode_webp(image.pixels(), 101),
      encode_webp(make_picture(1, 80, 124, 4).pixels()),
      encode_tiff(image.pixels()),
      encode_bmp(image.pixels()),
      encode_by_vips("gif", {&image}),
      encode_by_vips("heic", {&image}),
      encode_by_vips("avif", {&image}),
      encode_by_vips("jxl", {&image}),
      encode_by_vips("webp", {&image}),
      encode_by_vips("tiff", {&image}, ",tile,compression=deflate"),
  };
  for (const File& file : files) {
    SCOPED_TRACE(format_name(sniff(file)));
    const Result<Header> header = header_of(file);
    ASSERT_TRUE(header.ok()) << header.problem().reason;
    EXPECT_EQ(header->rows, 80u);
    EXPECT_EQ(header->columns, 124u);
    EXPECT_EQ(header->frames, 1u);
    EXPECT_EQ(header->orientation, 1);
  }
}

TEST(HeaderTest, JpegXlSizesInEveryForm) {
  struct Case {
    int rows, columns;
  };
  // In eights, as ratios of the rows, and in 9 and 13 bits.
  for (const Case& size : {Case{8, 8}, Case{64, 96}, Case{40, 48},
                           Case{90, 160}, Case{17, 23}, Case{600, 3}}) {
    const Image image = make_picture(2, size.rows, size.columns, 1);
    const Result<Header> header = header_of(encode_by_vips("jxl", {&image}));
    ASSERT_TRUE(header.ok());
    EXPECT_EQ(header->rows, static_cast<uint64_t>(size.rows));
    EXPECT_EQ(header->columns, static_cast<uint64_t>(size.columns));
  }
}

TEST(HeaderTest, CountsFrames) {
  const Image a = make_picture(1, 24, 24, 3);
  const Image b = make_picture(2, 24, 24, 3);
  for (const char* format : {"gif", "webp", "tiff"}) {
    const File file = encode_by_vips(format, {&a, &b, &a});
    const Result<Header> header = header_of(file);
    ASSERT_TRUE(header.ok()) << format;
    EXPECT_EQ(header->frames, 3u) << format;
    EXPECT_EQ(header_of(file, {.max_frames = 2}).problem().kind,
              ProblemKind::too_large);
    EXPECT_TRUE(header_of(file, {.max_frames = 3}).ok());
  }
}

TEST(HeaderTest, FindsTheOrientation) {
  const Image image = make_picture(1, 24, 24, 3);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const std::vector<File> files = {
        encode_png(image.pixels(), {.orientation = orientation}),
        encode_by_vips("webp", {&image}, "", orientation),
        encode_by_vips("tiff", {&image}, "", orientation)};
    for (const File& file : files) {
      EXPECT_EQ(header_of(file)->orientation, orientation)
          << format_name(sniff(file));
    }
  }
}

TEST(HeaderTest, PagesThatRunInACircleEndAtTheLimit) {
  const Image image = make_picture(1, 24, 24, 3);
  File file = encode_by_vips("tiff", {&image});
  // The offset of the next directory follows the entries of the first.
  const size_t first = file[4] | file[5] << 8 | file[6] << 16;
  const size_t next = first + 2 + 12 * (file[first] | file[first + 1] << 8);
  for (int i = 0; i < 4; ++i) file[next + i] = file[4 + i];
  EXPECT_EQ(header_of(file).problem().kind, ProblemKind::too_large);
}

/// The same BMP of 32 bits with a header that names its masks.
File with_masks(File file, uint32_t red, uint32_t alpha) {
  File masks;
  for (uint32_t mask : {red, uint32_t{0xff00}, uint32_t{0xff}, alpha}) {
    for (int i = 0; i < 4; ++i) masks.push_back(mask >> 8 * i & 255);
  }
  file.insert(file.begin() + 54, masks.begin(), masks.end());
  file[10] = 70;  // where the pixels start
  file[14] = 56;  // the size of the header
  file[30] = 3;   // masks
  return file;
}

TEST(HeaderTest, AlphaOfABmpMustBeDeclared) {
  const File plain = encode_bmp(make_picture(1, 10, 10, 4).pixels());
  EXPECT_TRUE(header_of(plain)->padded_alpha);
  EXPECT_TRUE(header_of(with_masks(plain, 0xff0000, 0))->padded_alpha);
  EXPECT_FALSE(
      header_of(with_masks(plain, 0xff0000, 0xff000000))->padded_alpha);
}

TEST(HeaderTest, MasksThatOpenCvGetsWrongAreRefused) {
  const File plain = encode_bmp(make_picture(1, 10, 10, 4).pixels());
  EXPECT_EQ(header_of(with_masks(plain, 0xff00000, 0)).problem().kind,
            ProblemKind::unsupported_format);
}

TEST(HeaderTest, KindsOfOneMakerAreRefused) {
  EXPECT_EQ(
      header_of(as_file("II*\0\x10\0\0\0CR\2\0\0\0\0\0"sv)).problem().kind,
      ProblemKind::unsupported_format);
  EXPECT_EQ(
      header_of(as_file("\x89PNG\r\n\x1a\n\0\0\0\4CgBI"sv)).problem().kind,
      ProblemKind::unsupported_format);
}

TEST(HeaderTest, EveryTruncationAndFlipIsSurvived) {
  const Image image = make_picture(1, 24, 24, 3);
  const std::vector<File> files = {
      encode_png(image.pixels(), {.orientation = 6}),
      encode_webp(image.pixels()),
      encode_by_vips("webp", {&image, &image}),
      encode_by_vips("tiff", {&image, &image}, "", 6),
      encode_bmp(image.pixels()),
      encode_by_vips("gif", {&image, &image}),
      encode_by_vips("heic", {&image}),
      encode_by_vips("avif", {&image}),
      encode_by_vips("jxl", {&image}),
  };
  for (const File& file : files) {
    const Format format = sniff(file);
    for (size_t at = 0; at < file.size(); ++at) {
      // Copies of their own size, so that a sanitizer sees what lies beyond.
      const File start(file.begin(), file.begin() + at);
      read_header(start, format, {});
      File damaged = file;
      damaged[at] ^= 0xff;
      const Result<Header> header = read_header(damaged, format, {});
      if (header) {
        EXPECT_LE(header->rows * header->columns, Limits{}.max_pixels);
        EXPECT_GE(header->orientation, 1);
        EXPECT_LE(header->orientation, 8);
      }
    }
  }
}

}  // namespace
}  // namespace sleeve
