// Limits hold before anything is decoded or allocated.
#include <gtest/gtest.h>

#include <chrono>
#include <vector>

#include "core/decode.h"
#include "tests/support/pictures.h"

namespace sleeve {
namespace {

using File = std::vector<uint8_t>;

void put32(File& file, size_t at, uint32_t value) {
  for (int i = 0; i < 4; ++i) file[at + i] = value >> (24 - 8 * i) & 255;
}

/// A PNG of one pixel that claims to be larger.
File boasting_png(uint32_t columns, uint32_t rows) {
  File file = encode_png(make_picture(1, 1, 1, 1).pixels());
  put32(file, 16, columns);
  put32(file, 20, rows);
  return file;
}

Problem problem_of(const File& file, const DecodeOptions& options = {}) {
  const Result<Decoded> result = decode(file, options);
  EXPECT_FALSE(result.ok());
  return result.ok() ? Problem{} : result.problem();
}

double milliseconds(const File& file) {
  const auto start = std::chrono::steady_clock::now();
  decode(file, {});
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now() - start)
      .count();
}

TEST(LimitsTest, ABoastIsRefusedAtOnce) {
  const File file = boasting_png(935820, 854554);
  const Problem problem = problem_of(file);
  EXPECT_EQ(problem.kind, ProblemKind::too_large);
  EXPECT_EQ(problem.reason, "935820×854554 pixels, limit 200000000");
  EXPECT_LT(milliseconds(file), 5);
}

TEST(LimitsTest, ABoastWithinTheLimitNeedsItsData) {
  const Problem problem = problem_of(boasting_png(14000, 14000));
  EXPECT_EQ(problem.kind, ProblemKind::corrupt);
}

TEST(LimitsTest, EveryFormatObeysThePixelLimit) {
  const Image image = make_picture(2, 40, 50, 3);
  const std::vector<File> files = {
      encode_jpeg(image.pixels()),      encode_png(image.pixels()),
      encode_webp(image.pixels()),      encode_tiff(image.pixels()),
      encode_bmp(image.pixels()),       encode_by_vips("gif", {&image}),
      encode_by_vips("heic", {&image}), encode_by_vips("avif", {&image}),
      encode_by_vips("jxl", {&image})};
  DecodeOptions options;
  for (const File& file : files) {
    SCOPED_TRACE(format_name(sniff(file)));
    options.limits.max_pixels = 1999;
    EXPECT_EQ(problem_of(file, options).kind, ProblemKind::too_large);
    // HEIF counts the padding of its coded picture too.
    options.limits.max_pixels = 64 * 64;
    EXPECT_TRUE(decode(file, options).ok());
  }
}

TEST(LimitsTest, BytesAreLimited) {
  const File file = encode_png(make_picture(3, 20, 20, 3).pixels());
  DecodeOptions options;
  options.limits.max_bytes = file.size() - 1;
  EXPECT_EQ(problem_of(file, options).kind, ProblemKind::too_large);
  options.limits.max_bytes = file.size();
  EXPECT_TRUE(decode(file, options).ok());
}

TEST(LimitsTest, FramesAreLimited) {
  const Image image = make_picture(4, 20, 20, 3);
  const Image other = make_picture(5, 20, 20, 3);
  DecodeOptions options;
  options.limits.max_frames = 2;
  const File file = encode_by_vips("gif", {&image, &other, &image});
  const Problem problem = problem_of(file, options);
  EXPECT_EQ(problem.kind, ProblemKind::too_large);
  EXPECT_EQ(problem.reason, "more than 2 frames");
}

TEST(LimitsTest, SidesOfNothingAreCorrupt) {
  EXPECT_EQ(problem_of(boasting_png(0, 5)).kind, ProblemKind::corrupt);
  EXPECT_EQ(problem_of({}).kind, ProblemKind::empty);
}

}  // namespace
}  // namespace sleeve
