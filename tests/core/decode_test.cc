// Every format becomes the samples that were encoded, and damage never does.
#include "core/decode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "core/orientation.h"
#include "tests/support/pictures.h"

namespace sleeve {
namespace {

using File = std::vector<uint8_t>;

Image decoded(const File& file, Channels channels) {
  DecodeOptions options;
  options.channels = channels;
  Result<Decoded> result = decode(file, options);
  if (!result) {
    ADD_FAILURE() << result.problem().reason;
    return Image(1, 1, 1);
  }
  EXPECT_EQ(result->rows, result->image.pixels().rows);
  EXPECT_EQ(result->columns, result->image.pixels().columns);
  return std::move(result->image);
}

/// Flattening and luma as the header promises them, one sample at a time.
Image flattened(const Pixels& from, Channels channels) {
  Image to(from.rows, from.columns, channels == Channels::rgb ? 3 : 1);
  for (int i = 0; i < from.rows * from.columns; ++i) {
    const uint8_t* in = from.data + i * from.channels;
    int colour[3];
    for (int k = 0; k < 3; ++k) {
      const int alpha = from.channels % 2 == 0 ? in[from.channels - 1] : 255;
      const int value = in[from.channels >= 3 ? k : 0];
      colour[k] = (value * alpha + 255 * (255 - alpha) + 127) / 255;
      if (channels == Channels::rgb) to.data()[3 * i + k] = colour[k];
    }
    if (channels == Channels::grey) {
      to.data()[i] =
          (colour[0] * 19595 + colour[1] * 38470 + colour[2] * 7471 + 0x8000) >>
          16;
    }
  }
  return to;
}

double mean_difference(const Pixels& a, const Pixels& b) {
  EXPECT_EQ(a.rows, b.rows);
  EXPECT_EQ(a.columns, b.columns);
  EXPECT_EQ(a.channels, b.channels);
  double sum = 0;
  const int samples = a.rows * a.columns * a.channels;
  for (int i = 0; i < samples; ++i) sum += std::abs(a.data[i] - b.data[i]);
  return sum / samples;
}

/// Asks for all three kinds of channels and compares with `stored`.
void expect_exactly(const File& file, const Image& stored) {
  EXPECT_TRUE(
      same_samples(decoded(file, Channels::stored).pixels(), stored.pixels()));
  for (Channels channels : {Channels::rgb, Channels::grey}) {
    EXPECT_TRUE(same_samples(decoded(file, channels).pixels(),
                             flattened(stored.pixels(), channels).pixels()));
  }
}

TEST(DecodeTest, LosslessFormatsReturnWhatWasEncoded) {
  for (int channels : {1, 3, 4}) {
    const Image image = make_picture(3, 61, 83, channels);
    SCOPED_TRACE(channels);
    expect_exactly(encode_png(image.pixels()), image);
    expect_exactly(encode_png(image.pixels(), {.interlaced = true}), image);
    if (channels != 4) expect_exactly(encode_bmp(image.pixels()), image);
    expect_exactly(encode_by_vips("jxl", {&image}, ",lossless"), image);
  }
  for (int channels : {1, 3}) {
    const Image image = make_picture(3, 61, 83, channels);
    expect_exactly(encode_tiff(image.pixels()), image);
  }
  const Image colour = make_picture(3, 61, 83, 3);
  expect_exactly(encode_webp(colour.pixels(), 101), colour);
  const Image grey_alpha = make_picture(3, 61, 83, 2);
  expect_exactly(encode_png(grey_alpha.pixels()), grey_alpha);
}

TEST(DecodeTest, TheFillingOfABmpIsOpaque) {
  const Image image = make_picture(5, 20, 30, 4);
  Image opaque = copy_of(image.pixels());
  for (int i = 3; i < 20 * 30 * 4; i += 4) opaque.data()[i] = 255;
  const Image out = decoded(encode_bmp(image.pixels()), Channels::rgb);
  EXPECT_TRUE(same_samples(out.pixels(),
                           flattened(opaque.pixels(), Channels::rgb).pixels()));
}

TEST(DecodeTest, AlphaOfLosslessWebpIsKept) {
  Image image = make_picture(5, 40, 52, 4);
  // Encoders may change the colour of what is clear.
  for (int i = 0; i < 40 * 52; ++i) {
    image.data()[4 * i + 3] = std::max<int>(image.data()[4 * i + 3], 1);
  }
  expect_exactly(encode_webp(image.pixels(), 101), image);
}

TEST(DecodeTest, PngOfEveryDepth) {
  for (int bits : {1, 2, 4}) {
    for (bool interlaced : {false, true}) {
      const Image image = make_picture(4, 33, 45, 1);
      Image coarse(33, 45, 1);
      for (int i = 0; i < 33 * 45; ++i) {
        const int level = image.pixels().data[i] >> (8 - bits);
        coarse.data()[i] = level * 255 / ((1 << bits) - 1);
      }
      expect_exactly(
          encode_png(image.pixels(), {.bits = bits, .interlaced = interlaced}),
          coarse);
    }
  }
  for (int channels = 1; channels <= 4; ++channels) {
    const Image image = make_picture(4, 33, 45, channels);
    expect_exactly(encode_png(image.pixels(), {.bits = 16}), image);
  }
}

TEST(DecodeTest, PaletteIsExpanded) {
  const Image grey = make_picture(6, 30, 41, 1);
  for (int bits : {1, 2, 4, 8}) {
    const PngOptions options{.bits = bits, .palette = true};
    const Image image =
        decoded(encode_png(grey.pixels(), options), Channels::stored);
    ASSERT_EQ(image.pixels().channels, 3);
    const int index = grey.pixels().data[0] >> (8 - bits);
    const int level = index * 255 / ((1 << bits) - 1);
    EXPECT_EQ(image.pixels().data[0], level);
    EXPECT_EQ(image.pixels().data[1], 255 - level);
    EXPECT_EQ(image.pixels().data[2], index * 37 & 255);
  }
}

TEST(DecodeTest, TransparentColoursTurnWhite) {
  const Image grey = make_picture(6, 30, 41, 1);
  const File palette = encode_png(
      grey.pixels(), {.bits = 2, .palette = true, .transparent = true});
  EXPECT_EQ(decoded(palette, Channels::stored).pixels().channels, 4);
  Image black(10, 10, 1);
  std::memset(black.data(), 0, 100);
  const File clear = encode_png(black.pixels(), {.transparent = true});
  EXPECT_EQ(decoded(clear, Channels::grey).pixels().data[50], 255);
}

TEST(DecodeTest, LossyFormatsComeClose) {
  const Image image = make_picture(8, 96, 128, 3);
  const std::vector<File> files = {
      encode_jpeg(image.pixels(), {.quality = 95}),
      encode_webp(image.pixels(), 95),
      encode_by_vips("avif", {&image}, ",Q=90"),
      encode_by_vips("heic", {&image}, ",Q=90"),
      encode_by_vips("jxl", {&image}),
      encode_by_vips("gif", {&image}),
  };
  for (const File& file : files) {
    SCOPED_TRACE(format_name(sniff(file)));
    const Image grey = decoded(file, Channels::grey);
    EXPECT_LT(
        mean_difference(grey.pixels(),
                        flattened(image.pixels(), Channels::grey).pixels()),
        6);
  }
}

TEST(DecodeTest, OnlyTheFirstFrameCounts) {
  const Image first = make_picture(8, 48, 64, 3);
  const Image second = make_picture(9, 48, 64, 3);
  for (const char* format : {"gif", "webp", "tiff"}) {
    SCOPED_TRACE(format);
    const char* options = std::string(format) == "webp" ? ",lossless" : "";
    const File one = encode_by_vips(format, {&first}, options);
    const File two = encode_by_vips(format, {&first, &second}, options);
    EXPECT_LT(mean_difference(decoded(two, Channels::rgb).pixels(),
                              decoded(one, Channels::rgb).pixels()),
              std::string(format) == "gif" ? 8 : 0.001);
  }
}

TEST(DecodeTest, OrientationIsAppliedExactlyOnce) {
  const Image image = make_picture(10, 40, 64, 3);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    SCOPED_TRACE(orientation);
    const File file = encode_png(image.pixels(), {.orientation = orientation});
    const Image upright = turned_upright(image.pixels(), orientation);
    expect_exactly(file, upright);
    DecodeOptions as_stored;
    as_stored.channels = Channels::stored;
    as_stored.upright = false;
    const Result<Decoded> result = decode(file, as_stored);
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(result->orientation, orientation);
    EXPECT_TRUE(same_samples(result->image.pixels(), image.pixels()));
  }
}

TEST(DecodeTest, EveryFormatWithExifTurns) {
  const Image image = make_picture(10, 40, 64, 3);
  const Image upright = turned_upright(image.pixels(), 6);
  const std::vector<File> files = {
      encode_jpeg(image.pixels(), {.quality = 95,
                                   .horizontal_sampling = 1,
                                   .vertical_sampling = 1,
                                   .orientation = 6}),
      encode_by_vips("tiff", {&image}, ",compression=lzw", 6),
      encode_by_vips("webp", {&image}, ",lossless", 6),
      encode_by_vips("webp", {&image, &image}, ",lossless", 6),
  };
  for (const File& file : files) {
    SCOPED_TRACE(format_name(sniff(file)));
    const Image turned = decoded(file, Channels::rgb);
    EXPECT_LT(mean_difference(turned.pixels(), upright.pixels()), 3);
  }
}

/// Cuts `file` at `step` bytes, or damages a byte, and counts what still
/// decodes to other samples than the whole does.
int silent_changes(const File& file, bool flip, size_t step) {
  const Image whole = decoded(file, Channels::stored);
  DecodeOptions options;
  options.channels = Channels::stored;
  int changes = 0;
  for (size_t at = 0; at < file.size(); at += step) {
    File damaged = file;
    if (flip) {
      damaged[at] ^= 0x55;
    } else {
      damaged.resize(at);
    }
    const Result<Decoded> result = decode(damaged, options);
    if (result && !same_samples(result->image.pixels(), whole.pixels())) {
      ++changes;
    }
  }
  return changes;
}

TEST(DecodeTest, TruncationAnywhereIsAProblem) {
  const Image image = make_picture(11, 24, 31, 3);
  const Image rgba = make_picture(11, 24, 31, 4);
  struct Case {
    File file;
    size_t step;
  };
  const Case cases[] = {
      {encode_png(image.pixels()), 1},
      {encode_png(rgba.pixels(), {.interlaced = true}), 1},
      {encode_webp(image.pixels()), 1},
      {encode_webp(rgba.pixels(), 101), 1},
      {encode_tiff(image.pixels()), 1},
      {encode_bmp(image.pixels()), 1},
      {encode_by_vips("gif", {&image}), 1},
      {encode_by_vips("webp", {&rgba, &rgba}), 7},
      {encode_by_vips("heic", {&image}, ",strip"), 7},
      {encode_by_vips("avif", {&image}, ",strip"), 7},
      {encode_by_vips("jxl", {&image}, ",strip"), 7},
  };
  for (const Case& item : cases) {
    SCOPED_TRACE(format_name(sniff(item.file)));
    EXPECT_EQ(silent_changes(item.file, false, item.step), 0);
  }
}

TEST(DecodeTest, DamageToAPngIsNeverSilent) {
  const Image image = make_picture(12, 24, 31, 3);
  EXPECT_EQ(silent_changes(encode_png(image.pixels()), true, 1), 0);
  EXPECT_EQ(
      silent_changes(encode_png(image.pixels(), {.interlaced = true}), true, 1),
      0);
}

TEST(DecodeTest, SayNothingOnStandardError) {
  const Image image = make_picture(13, 24, 31, 3);
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  const std::vector<File> files = {
      encode_png(image.pixels()),       encode_webp(image.pixels()),
      encode_tiff(image.pixels()),      encode_bmp(image.pixels()),
      encode_by_vips("gif", {&image}),  encode_by_vips("avif", {&image}),
      encode_by_vips("heic", {&image}), encode_by_vips("jxl", {&image})};
  for (const File& file : files) {
    for (size_t at = 12; at < file.size(); at += 1 + file.size() / 40) {
      File damaged = file;
      damaged[at] ^= 0xff;
      decode(damaged, {});
    }
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
}

TEST(DecodeTest, ThreadsDoNotDisturbEachOther) {
  const Image image = make_picture(14, 50, 70, 3);
  const std::vector<File> files = {
      encode_png(image.pixels()), encode_webp(image.pixels()),
      encode_tiff(image.pixels()), encode_by_vips("gif", {&image}),
      encode_by_vips("avif", {&image})};
  std::vector<Image> alone;
  for (const File& file : files) {
    alone.push_back(decoded(file, Channels::grey));
  }
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (size_t i = 0; i < files.size(); ++i) {
        const Image again = decoded(files[i], Channels::grey);
        EXPECT_TRUE(same_samples(again.pixels(), alone[i].pixels()));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace sleeve
