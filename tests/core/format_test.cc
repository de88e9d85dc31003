// Formats are told by content, and what is no picture is named.
#include "core/format.h"

#include <gtest/gtest.h>

#include <string_view>

#include "core/unknown_bytes.h"
#include "tests/support/pictures.h"

namespace sleeve {
namespace {

using std::string_view_literals::operator""sv;

Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

TEST(FormatTest, TellsEveryFormatByContent) {
  const Image image = make_picture(1, 40, 50, 3);
  const Pixels& pixels = image.pixels();
  EXPECT_EQ(sniff(encode_jpeg(pixels)), Format::jpeg);
  EXPECT_EQ(sniff(encode_png(pixels)), Format::png);
  EXPECT_EQ(sniff(encode_webp(pixels)), Format::webp);
  EXPECT_EQ(sniff(encode_tiff(pixels)), Format::tiff);
  EXPECT_EQ(sniff(encode_bmp(pixels)), Format::bmp);
  EXPECT_EQ(sniff(encode_by_vips("gif", {&image})), Format::gif);
  EXPECT_EQ(sniff(encode_by_vips("heic", {&image})), Format::heif);
  EXPECT_EQ(sniff(encode_by_vips("avif", {&image})), Format::avif);
  EXPECT_EQ(sniff(encode_by_vips("jxl", {&image})), Format::jpeg_xl);
}

TEST(FormatTest, BrandsDecideAmongMediaFiles) {
  EXPECT_EQ(sniff(as_bytes("\0\0\0\x14"
                           "ftypavif\0\0\0\0mif1"sv)),
            Format::avif);
  EXPECT_EQ(sniff(as_bytes("\0\0\0\x18"
                           "ftypmif1\0\0\0\0miafavif"sv)),
            Format::avif);
  EXPECT_EQ(sniff(as_bytes("\0\0\0\x18"
                           "ftypmif1\0\0\0\0mif1heic"sv)),
            Format::heif);
  EXPECT_EQ(sniff(as_bytes("\0\0\0\x14"
                           "ftypisom\0\0\0\0avif"sv)),
            Format::unknown);
}

TEST(FormatTest, TwoLettersDoNotMakeABmp) {
  EXPECT_EQ(sniff(as_bytes("BMW is a maker of cars, and of motor cycles.")),
            Format::unknown);
}

TEST(FormatTest, StartsOfSignaturesAreUnknown) {
  const Image image = make_picture(1, 20, 20, 3);
  const std::vector<uint8_t> png = encode_png(image.pixels());
  for (size_t size = 0; size < 8; ++size) {
    EXPECT_EQ(sniff(Bytes(png).first(size)), Format::unknown) << size;
  }
}

TEST(FormatTest, NamesWhatIsNotDecoded) {
  struct Case {
    std::string_view bytes;
    ProblemKind kind;
    std::string_view reason;
  };
  const Case cases[] = {
      {""sv, ProblemKind::empty, "no bytes"},
      {"<!DOCTYPE html><p>404"sv, ProblemKind::not_a_picture, "HTML page"},
      {"\r\n <HTML>"sv, ProblemKind::not_a_picture, "HTML page"},
      {"<?xml version='1.0'?><svg/>"sv, ProblemKind::unsupported_format, "SVG"},
      {"Not found"sv, ProblemKind::not_a_picture, "text"},
      {"PK\3\4\x14\0\0\0"sv, ProblemKind::not_a_picture, "ZIP archive"},
      {"8BPS\0\1"sv, ProblemKind::unsupported_format, "PSD"},
      {"\0\0\1\0\1\0"sv, ProblemKind::unsupported_format, "ICO"},
      {"%PDF-1.4"sv, ProblemKind::unsupported_format, "PDF"},
      {"P6\n1 1\n255\n"sv, ProblemKind::unsupported_format, "PNM"},
      {"\0\0\0\x14"
       "ftypisom"sv,
       ProblemKind::not_a_picture, "MP4 media"},
      {"\x89PNG\n\x1a\n\0\0"sv, ProblemKind::corrupt,
       "PNG with a damaged signature"},
      {"\0\0\0\0\0\0\0\0"sv, ProblemKind::not_a_picture,
       "nothing but zero bytes"},
      {"\x01\x02\x03\x04\x05"sv, ProblemKind::not_a_picture, "unknown bytes"},
  };
  for (const Case& item : cases) {
    const Problem problem = explain_unknown(as_bytes(item.bytes));
    EXPECT_EQ(problem.kind, item.kind) << problem.reason;
    EXPECT_EQ(problem.reason, item.reason);
    EXPECT_EQ(sniff(as_bytes(item.bytes)), Format::unknown);
  }
}

}  // namespace
}  // namespace sleeve
