// Wording that reserves, character sets, and reports as bytes.
#include "screen/rights/words.h"

#include <gtest/gtest.h>

#include "screen/rights/report_codec.h"

namespace sleeve {
namespace {

using std::string_literals::operator""s;

TEST(ReservingWordsTest, FindsReservations) {
  for (const char* text :
       {"No TDM.", "All TDM rights reserved", "text and data mining reserved",
        "Text & Data Mining prohibited", "may not be used for AI training",
        "not permitted for machine learning", "No AI training",
        "AI systems may not be trained on this", "A.I. training forbidden",
        "do not train AI models on this",
        "generative models must not be developed with it",
        "reserved under Article 4(3) of Directive (EU) 2019/790",
        "Vorbehalt nach 44b UrhG", "no scraping", "Not crawled, please",
        "machine learning datasets excluded"}) {
    EXPECT_TRUE(reserving_words(text)) << text;
  }
}

TEST(ReservingWordsTest, OrdinaryNoticesDoNotReserve) {
  for (const char* text :
       {"", "(C) 2024 Example Label", "All rights reserved",
        "All rights reserved. Unauthorised copying is a violation of law.",
        "Photograph: A. I. Smith", "Made in the train museum",
        "Kai developed this", "Aid for training dogs", "Not used before 1990",
        "Adobe Photoshop 25.0"}) {
    EXPECT_FALSE(reserving_words(text)) << text;
  }
}

TEST(WordsTest, CharacterSetsBecomeUtf8) {
  EXPECT_EQ(utf8_or_latin1("\xa9 x"), "\xc2\xa9 x");
  EXPECT_EQ(utf8_or_latin1("\xc2\xa9 x"), "\xc2\xa9 x");
  EXPECT_EQ(from_utf16("\xa9\0x\0"s, true), "\xc2\xa9x");
  EXPECT_EQ(from_utf16("\xd8\x3d\xde\x00"s, false), "\xf0\x9f\x98\x80");
  EXPECT_EQ(from_utf16("\xd8\x3d"s, false), "\xef\xbf\xbd");
  EXPECT_FALSE(is_utf8("\xc0\x80"));
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));
  EXPECT_TRUE(is_utf8("\xf4\x8f\xbf\xbf"));
}

RightsReport full_report() {
  RightsReport report;
  Signal signal;
  signal.channel = Channel::cawg_training;
  signal.carrier = "cawg.ai_training";
  signal.place = "JPEG APP11 at 2";
  signal.form = Form::machine_readable;
  signal.verification = Verification::binding_ok;
  signal.effects[1] = Effect::reserved;
  signal.raw = "notAllowed";
  report.add(signal);
  report.fault({Channel::exif}, "JPEG APP1 at 4", "EXIF is damaged");
  report.bindings.push_back({"sha256", std::string(32, 'h'), {{2, 30}}});
  return report;
}

TEST(ReportCodecTest, ReportsComeBackAsTheyWere) {
  const RightsReport report = full_report();
  EXPECT_EQ(decode_report(encode_report(report)), report);
  EXPECT_EQ(decode_report(encode_report({})), RightsReport());
}

TEST(ReportCodecTest, DamagedBytesAreRefusedOrSound) {
  const std::string bytes = encode_report(full_report());
  for (size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decode_report(bytes.substr(0, size))) << size;
  }
  for (size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = '\xff';
    const auto report = decode_report(damaged);
    if (report) {
      EXPECT_EQ(encode_report(*report), damaged);
    }
  }
}

TEST(ReportCodecTest, LongTextsAreCutToFit) {
  RightsReport report;
  for (size_t i = 0; i < kMaxSignals; ++i) {
    Signal signal;
    signal.raw = std::to_string(i) + std::string(kRawBytes, 'x');
    report.add(signal);
  }
  const std::string bytes = encode_report(report);
  EXPECT_LE(bytes.size(), kMaxReportBytes);
  EXPECT_EQ(decode_report(bytes)->signals.size(), kMaxSignals);
}

}  // namespace
}  // namespace sleeve
