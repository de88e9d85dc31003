// Reservations in a picture's own bytes: every format and field, damaged ones,
// and those that are made to cost time.
#include "screen/rights/embedded.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "screen/rights/words.h"
#include "tests/support/metadata.h"

namespace sleeve {
namespace {

using std::string_literals::operator""s;
using Status = ChannelStatus;

constexpr char kReserves[] = "DMI-PROHIBITED";

RightsReport read(const std::string& file) {
  return read_embedded_rights(as_bytes(file));
}

Effect generative(const RightsReport& report) {
  return ruling(report.signals, Use::generative_training).effect;
}

const Signal* find(const RightsReport& report, std::string_view carrier) {
  for (const Signal& signal : report.signals) {
    if (signal.carrier == carrier) return &signal;
  }
  return nullptr;
}

std::string text_chunk(std::string_view keyword, bool packed,
                       std::string_view text) {
  const std::string body = packed ? zlib_packed(text) : std::string(text);
  return png_chunk("iTXt", std::string(keyword) + '\0' +
                               static_cast<char>(packed) + "\0\0\0"s + body);
}

std::string raw_profile(const std::string& name, std::string_view bytes) {
  std::string hex = "\n" + name + "\n      " + std::to_string(bytes.size());
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i % 36 == 0) hex += '\n';
    constexpr char kDigits[] = "0123456789abcdef";
    hex += kDigits[static_cast<uint8_t>(bytes[i]) >> 4];
    hex += kDigits[bytes[i] & 15];
  }
  return "Raw profile type " + name + '\0' + hex + "\n";
}

struct Carrier {
  const char* name;
  std::string file;
};

std::vector<Carrier> carriers(const std::string& packet) {
  const std::string wide =
      xmp_packet("", "<dc:title>" + std::string(900, 'x') + "</dc:title>");
  return {
      {"JPEG", jpeg_of(xmp_segment(packet))},
      {"JPEG behind another segment",
       jpeg_of(jpeg_segment(0xe0, "JFIF\0"s) + xmp_segment(packet))},
      {"JPEG with fill bytes", jpeg_of("\xff\xff" + xmp_segment(packet))},
      {"JPEG, extended XMP", jpeg_of(extended_xmp(packet, 100))},
      {"JPEG, second packet", jpeg_of(xmp_segment(wide) + xmp_segment(packet))},
      {"JPEG, Photoshop",
       jpeg_of(jpeg_segment(
           0xed, "Photoshop 3.0\0"s + photoshop_resource(0x0424, packet)))},
      {"PNG", png_of(text_chunk("XML:com.adobe.xmp", false, packet))},
      {"PNG, compressed",
       png_of(text_chunk("XML:com.adobe.xmp", true, packet))},
      {"PNG, behind the picture",
       png_of(png_chunk("IDAT", "picture") +
              text_chunk("XML:com.adobe.xmp", false, packet))},
      {"PNG, legacy", png_of(png_chunk("tEXt", raw_profile("xmp", packet)))},
      {"PNG, legacy compressed",
       png_of(png_chunk(
           "zTXt", "Raw profile type xmp\0\0"s +
                       zlib_packed(raw_profile("xmp", packet).substr(21))))},
      {"WebP", webp_of(webp_chunk("XMP ", packet))},
      {"WebP with EXIF", webp_of(webp_chunk("EXIF", "Exif\0\0"s + tiff_of({})) +
                                 webp_chunk("XMP ", packet))},
      {"GIF", gif_of(gif_xmp(packet))},
      {"TIFF", tiff_of({{700, 1, packet}})},
      {"AVIF", avif_of(packet, "")},
      {"AVIF with EXIF", avif_of(packet, tiff_of({}))},
      {"JPEG XL", jpeg_xl_of(box("xml ", packet))},
  };
}

TEST(EmbeddedRightsTest, EveryFormatCarriesXmp) {
  for (const Carrier& carrier : carriers(plus_packet(kReserves))) {
    SCOPED_TRACE(carrier.name);
    const RightsReport report = read(carrier.file);
    EXPECT_EQ(report.status(Channel::xmp_plus), Status::present);
    EXPECT_EQ(generative(report), Effect::reserved);
    EXPECT_EQ(report.status(Channel::c2pa_training), Status::absent);
    EXPECT_EQ(report.status(Channel::site_robots), Status::not_checked);
    EXPECT_TRUE(report.faults.empty());
  }
}

TEST(EmbeddedRightsTest, WhatIsNotThereIsAbsent) {
  for (const Carrier& carrier : carriers(xmp_packet(""))) {
    SCOPED_TRACE(carrier.name);
    const RightsReport report = read(carrier.file);
    for (int i = 0; i < kEmbeddedChannels; ++i) {
      EXPECT_EQ(report.statuses[i], Status::absent)
          << channel_name(static_cast<Channel>(i));
    }
    EXPECT_TRUE(report.signals.empty());
  }
}

TEST(EmbeddedRightsTest, UnknownBytesAreNotChecked) {
  for (const char* bytes : {"", "x", "<svg/>", "%PDF-1.7"}) {
    EXPECT_EQ(read(bytes), RightsReport());
  }
}

TEST(EmbeddedRightsTest, ACutFileIsNeverAbsent) {
  for (const Carrier& carrier : carriers(plus_packet(kReserves))) {
    SCOPED_TRACE(carrier.name);
    for (size_t size = 0; size < carrier.file.size(); ++size) {
      const RightsReport report = read(carrier.file.substr(0, size));
      const Status status = report.status(Channel::xmp_plus);
      if (status == Status::not_checked) continue;  // its first bytes only
      const bool told = generative(report) == Effect::reserved;
      EXPECT_TRUE(told || status == Status::malformed) << size;
    }
  }
}

TEST(EmbeddedRightsTest, WrongLengthsAtEveryByteEndWell) {
  for (const Carrier& carrier : carriers(plus_packet(kReserves))) {
    SCOPED_TRACE(carrier.name);
    for (size_t at = 0; at < carrier.file.size(); ++at) {
      for (const char value : {'\0', '\1', '\x7f', '\xff'}) {
        std::string file = carrier.file;
        file[at] = value;
        const RightsReport report = read(file);
        EXPECT_EQ(report, read(file));
      }
    }
  }
}

TEST(EmbeddedRightsTest, KnowsAllNineValuesOfPlus) {
  const struct {
    const char* code;
    Effect generative, training, mining, search;
  } kRows[] = {
      {"DMI-UNSPECIFIED", Effect::unknown, Effect::unknown, Effect::unknown,
       Effect::unknown},
      {"DMI-ALLOWED", Effect::permitted, Effect::permitted, Effect::permitted,
       Effect::permitted},
      {"DMI-PROHIBITED-AIMLTRAINING", Effect::reserved, Effect::reserved,
       Effect::unknown, Effect::unknown},
      {"DMI-PROHIBITED-GENAIMLTRAINING", Effect::reserved, Effect::unknown,
       Effect::unknown, Effect::unknown},
      {"DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING", Effect::reserved,
       Effect::reserved, Effect::reserved, Effect::permitted},
      {"DMI-PROHIBITED", Effect::reserved, Effect::reserved, Effect::reserved,
       Effect::reserved},
      {"DMI-PROHIBITED-SEECONSTRAINT", Effect::conditional, Effect::conditional,
       Effect::conditional, Effect::conditional},
      {"DMI-PROHIBITED-SEEEMBEDDEDRIGHTSEXPR", Effect::conditional,
       Effect::conditional, Effect::conditional, Effect::conditional},
      {"DMI-PROHIBITED-SEELINKEDRIGHTSEXPR", Effect::conditional,
       Effect::conditional, Effect::conditional, Effect::conditional},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.code);
    const auto report = read(jpeg_of(xmp_segment(plus_packet(row.code))));
    ASSERT_EQ(report.signals.size(), 1u);
    const Effects& effects = report.signals[0].effects;
    EXPECT_EQ(effect_of(effects, Use::generative_training), row.generative);
    EXPECT_EQ(effect_of(effects, Use::training), row.training);
    EXPECT_EQ(effect_of(effects, Use::data_mining), row.mining);
    EXPECT_EQ(effect_of(effects, Use::search_index), row.search);
    EXPECT_EQ(report.status(Channel::xmp_plus), Status::present);
  }
}

TEST(EmbeddedRightsTest, ReadsPlusInAllItsForms) {
  const std::string uri = "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED";
  const std::string packets[] = {
      xmp_packet("plus:DataMining=\"" + uri + "\""),
      xmp_packet("", "<plus:DataMining>" + uri + "</plus:DataMining>"),
      xmp_packet("", "<plus:DataMining rdf:resource=\"" + uri + "\"/>"),
      xmp_packet("", "<plus:DataMining>\n  " + uri + "\n</plus:DataMining>"),
      xmp_packet("plus:DataMining=\"https://ns.useplus.org/ldf/vocab/"
                 "DMI-PROHIBITED\""),
      xmp_packet("plus:DataMining=\"DMI-PROHIBITED\""),
      xmp_packet("plus:DataMining=\"dmi-prohibited\""),
      xmp_packet("xmlns:odd=\"http://ns.useplus.org/ldf/xmp/1.0/\" "
                 "odd:DataMining=\"" +
                 uri + "\""),
      xmp_packet("",
                 "<plus:DataMining><![CDATA[" + uri + "]]></plus:DataMining>"),
      xmp_packet("",
                 "<plus:DataMining>&#x44;MI-PROHIBITED"
                 "</plus:DataMining>"),
  };
  for (const std::string& packet : packets) {
    const auto report = read(jpeg_of(xmp_segment(packet)));
    EXPECT_EQ(generative(report), Effect::reserved) << packet;
    EXPECT_EQ(report.status(Channel::xmp_plus), Status::present) << packet;
  }
}

std::string as_utf16(const std::string& text, bool little) {
  std::string wide;
  for (const char c : text) {
    if (little) wide += c;
    wide += '\0';
    if (!little) wide += c;
  }
  return wide;
}

TEST(EmbeddedRightsTest, ReadsPacketsInUtf16) {
  std::string packet = plus_packet(kReserves);
  packet.erase(packet.find("\xef\xbb\xbf"), 3);
  for (const bool little : {false, true}) {
    const auto report =
        read(jpeg_of(xmp_segment(as_utf16(packet, little) + "\0\0"s)));
    EXPECT_EQ(generative(report), Effect::reserved);
    EXPECT_EQ(report.status(Channel::xmp_plus), Status::present);
  }
}

TEST(EmbeddedRightsTest, UnknownProhibitionsReserve) {
  const auto report =
      read(jpeg_of(xmp_segment(plus_packet("DMI-PROHIBITED-NEWTHING"))));
  EXPECT_EQ(generative(report), Effect::reserved);
  EXPECT_EQ(report.status(Channel::xmp_plus), Status::malformed);
}

TEST(EmbeddedRightsTest, OtherNamespacesAreMalformedWhicheverComesFirst) {
  const std::string wrong = jpeg_of(xmp_segment(
      "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
      "xmlns:plus=\"http://ns.useplus.org/LDF/1.0/\"><rdf:Description "
      "plus:DataMining=\"DMI-PROHIBITED\"/></rdf:RDF>"));
  const std::string right = jpeg_of(xmp_segment(plus_packet(kReserves)));
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(read(wrong).status(Channel::xmp_plus), Status::malformed);
    EXPECT_EQ(generative(read(wrong)), Effect::unknown);
    EXPECT_EQ(read(right).status(Channel::xmp_plus), Status::present);
    EXPECT_EQ(generative(read(right)), Effect::reserved);
  }
}

TEST(EmbeddedRightsTest, TheStricterOfTwoValuesRulesAndIsAConflict) {
  const auto report = read(jpeg_of(xmp_segment(plus_packet("DMI-ALLOWED")) +
                                   xmp_segment(plus_packet(kReserves))));
  const Ruling found = ruling(report.signals, Use::generative_training);
  EXPECT_EQ(found.effect, Effect::reserved);
  EXPECT_TRUE(found.conflict);
}

TEST(EmbeddedRightsTest, KeepsOwnersAndQuotesReservingWords) {
  const auto report = read(jpeg_of(xmp_segment(xmp_packet(
      "xmpRights:Marked=\"True\"",
      "<dc:rights><rdf:Alt><rdf:li xml:lang=\"x-default\">(C) Label</rdf:li>"
      "</rdf:Alt></dc:rights><xmpRights:UsageTerms><rdf:Alt><rdf:li>All TDM "
      "rights reserved</rdf:li></rdf:Alt></xmpRights:UsageTerms>"
      "<plus:CopyrightOwner><rdf:Seq><rdf:li rdf:parseType=\"Resource\">"
      "<plus:CopyrightOwnerName>Example Label</plus:CopyrightOwnerName>"
      "</rdf:li></rdf:Seq></plus:CopyrightOwner>"))));
  ASSERT_NE(find(report, "dc:rights"), nullptr);
  EXPECT_EQ(find(report, "dc:rights")->raw, "(C) Label");
  EXPECT_EQ(find(report, "dc:rights")->form, Form::notice);
  ASSERT_NE(find(report, "xmpRights:UsageTerms"), nullptr);
  EXPECT_EQ(find(report, "xmpRights:UsageTerms")->form, Form::natural_language);
  ASSERT_NE(find(report, "plus:CopyrightOwner"), nullptr);
  EXPECT_EQ(find(report, "plus:CopyrightOwner")->raw, "Example Label");
  EXPECT_EQ(report.status(Channel::xmp_rights), Status::present);
  EXPECT_EQ(report.status(Channel::xmp_plus), Status::absent);
}

TEST(EmbeddedRightsTest, ReadsIptcExifPhotoshopAndText) {
  const std::string exif =
      tiff_of({{0x8298, 2, "Jane Doe\0Label\0"s}, {0x013b, 2, "Jane Doe\0"s}});
  const std::string resources =
      photoshop_resource(0x0404, iptc_dataset(1, 90, "\x1b%G") +
                                     iptc_dataset(2, 116, "(C) Label") +
                                     iptc_dataset(2, 40, "No AI training")) +
      photoshop_resource(0x040a, "\x01") +
      photoshop_resource(0x040b, "https://example.com");
  const auto report =
      read(jpeg_of(jpeg_segment(0xe1, "Exif\0\0"s + exif) +
                   jpeg_segment(0xed, "Photoshop 3.0\0"s + resources) +
                   jpeg_segment(0xfe, "do not mine: tdm reserved")));
  EXPECT_NE(find(report, "EXIF Copyright"), nullptr);
  EXPECT_NE(find(report, "EXIF Artist"), nullptr);
  EXPECT_NE(find(report, "IPTC 2:116 CopyrightNotice"), nullptr);
  ASSERT_NE(find(report, "IPTC 2:40 SpecialInstructions"), nullptr);
  EXPECT_EQ(find(report, "IPTC 2:40 SpecialInstructions")->form,
            Form::natural_language);
  EXPECT_NE(find(report, "8BIM 0x040A CopyrightFlag"), nullptr);
  EXPECT_NE(find(report, "8BIM 0x040B URL"), nullptr);
  EXPECT_NE(find(report, "comment"), nullptr);
  EXPECT_TRUE(report.faults.empty());
}

TEST(EmbeddedRightsTest, ReadsTextOfPngAndGif) {
  const auto png = read(png_of(png_chunk("tEXt", "Copyright\0(C) Label"s) +
                               png_chunk("tEXt", "Software\0Tool"s)));
  EXPECT_NE(find(png, "text Copyright"), nullptr);
  EXPECT_EQ(png.signals.size(), 1u);
  const auto gif = read(gif_of(gif_comment("no text and data mining")));
  ASSERT_NE(find(gif, "comment"), nullptr);
  EXPECT_EQ(find(gif, "comment")->form, Form::natural_language);
}

TEST(EmbeddedRightsTest, ReadsExifOfEveryFormat) {
  const std::string exif = tiff_of({{0x8298, 2, "(C) Label\0"s}});
  const std::string files[] = {
      exif,
      jpeg_of(jpeg_segment(0xe1, "Exif\0\0"s + exif)),
      png_of(png_chunk("eXIf", exif)),
      png_of(png_chunk("tEXt", raw_profile("exif", "Exif\0\0"s + exif))),
      png_of(png_chunk("tEXt", raw_profile("APP1", "Exif\0\0"s + exif))),
      webp_of(webp_chunk("EXIF", exif)),
      webp_of(webp_chunk("EXIF", "Exif\0\0"s + exif)),
      avif_of("", exif),
      jpeg_xl_of(box("Exif", be32(0) + exif)),
  };
  for (const std::string& file : files) {
    const auto report = read(file);
    ASSERT_NE(find(report, "EXIF Copyright"), nullptr) << file;
    EXPECT_EQ(find(report, "EXIF Copyright")->raw, "(C) Label");
    EXPECT_TRUE(report.faults.empty());
  }
}

TEST(EmbeddedRightsTest, DocumentTypesAreRefused) {
  std::string bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">";
  for (char c = 'b'; c < 'k'; ++c) {
    bomb += "<!ENTITY " + std::string(1, c) + " \"";
    for (int i = 0; i < 10; ++i) bomb += "&" + std::string(1, c - 1) + ";";
    bomb += "\">";
  }
  bomb += "]>" + xmp_packet("plus:DataMining=\"&j;\"");
  const auto report = read(jpeg_of(xmp_segment(bomb)));
  EXPECT_EQ(report.status(Channel::xmp_plus), Status::malformed);
}

// What makes other readers slow costs well under a second here.
TEST(EmbeddedRightsTest, HostileMetadataCostsBoundedTime) {
  std::vector<std::string> files;
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += jpeg_segment(0xfe, "no TDM");
  files.push_back(jpeg_of(many));
  many.clear();
  for (int i = 0; i < 20'000; ++i) many += xmp_segment(xmp_packet(""));
  files.push_back(jpeg_of(many));
  const std::string zeros = zlib_packed(std::string(40 << 20, '\0'));
  many.clear();
  for (int i = 0; i < 50; ++i) {
    many += png_chunk("iTXt", "XML:com.adobe.xmp\0\1\0\0\0"s + zeros);
  }
  files.push_back(png_of(many));
  std::string nested;
  for (int i = 0; i < 5'000; ++i) nested = superbox("c2ma", "x", nested);
  files.push_back(jpeg_of(jumbf_segments(nested, 60'000)));
  files.push_back(jpeg_of(
      jumbf_segments(manifest_store({cbor_assertion(
                         "cawg.training-mining", std::string(50'000, '\x81'))}),
                     60'000)));
  std::string deep;
  for (int i = 0; i < 3'000; ++i) deep += "<a>";
  files.push_back(jpeg_of(xmp_segment(xmp_packet("", deep))));
  std::string wide = "\xff\xff" + std::string(4, '\0');
  files.push_back(avif_of("", "", box("meta", "\0\0\0\0"s)));
  for (const std::string& file : files) {
    const auto start = std::chrono::steady_clock::now();
    const auto report = read(file);
    const std::chrono::duration<double> taken =
        std::chrono::steady_clock::now() - start;
    EXPECT_LT(taken.count(), 5.0);  // sanitizers and loaded machines included
  }
  EXPECT_EQ(read(files[0]).status(Channel::text), Status::present);
  EXPECT_EQ(read(files[1]).status(Channel::xmp_plus), Status::malformed);
  EXPECT_EQ(read(files[2]).status(Channel::xmp_plus), Status::malformed);
  EXPECT_EQ(read(files[4]).status(Channel::cawg_training), Status::malformed);
  EXPECT_EQ(read(files[5]).status(Channel::xmp_plus), Status::malformed);
}

}  // namespace
}  // namespace sleeve
