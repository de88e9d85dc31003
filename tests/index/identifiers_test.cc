// Identifiers against examples from standards and from DDEX messages.
#include "index/identifiers.h"

#include <gtest/gtest.h>

namespace sleeve {
namespace {

struct Row {
  const char* given;
  const char* text;
  bool valid;
};

void expect(Identifier (*normalised)(std::string_view),
            std::initializer_list<Row> rows) {
  for (const auto& [given, text, valid] : rows) {
    EXPECT_EQ(normalised(given), (Identifier{text, valid})) << given;
  }
}

TEST(IdentifiersTest, BarcodesArePaddedAndChecked) {
  expect(normalised_icpn, {{"012345678905", "00012345678905", true},
                           {"4988006110809", "04988006110809", true},
                           {"00094631432057", "00094631432057", true},
                           {"0 12345-67890 5", "00012345678905", true},
                           {"012345678906", "00012345678906", false},
                           {"1234567", "1234567", false},
                           {"none", "NONE", false},
                           {"", "", false}});
}

TEST(IdentifiersTest, ReleaseAndPartyIdsHaveACheckCharacter) {
  expect(normalised_grid,
         {{"A1-2425G-ABC1234002-M", "A12425GABC1234002M", true},
          {"a10302b0003989564f", "A10302B0003989564F", true},
          {"A1ABCDE00000000010", "A1ABCDE00000000010", true},
          {"A12425GABC1234002N", "A12425GABC1234002N", false},
          {"A1", "A1", false}});
  expect(normalised_dpid,
         {{"PADPIDA2007040502I", "PADPIDA2007040502I", true},
          {"PA-DPIDA-2021121507-Q", "PADPIDA2021121507Q", true},
          {"DPID:PADPIDA2013042401U", "PADPIDA2013042401U", true},
          {"PADPIDA9999999999N", "PADPIDA9999999999N", true},
          {"PADPIDA2023081501R", "PADPIDA2023081501R", false}});
}

TEST(IdentifiersTest, RecordingsPeopleAndUuids) {
  expect(normalised_isrc, {{"US-S1Z-99-00001", "USS1Z9900001", true},
                           {"uss1z9900001", "USS1Z9900001", true},
                           {"1SS1Z9900001", "1SS1Z9900001", false},
                           {"USS1Z990000", "USS1Z990000", false}});
  expect(normalised_isni, {{"0000 0001 2146 438X", "000000012146438X", true},
                           {"0000000121464380", "0000000121464380", false},
                           {"12", "12", false}});
  expect(normalised_mbid, {{"76DF3287-6CDA-33EB-8E9A-044B5E15FFDD",
                            "76df3287-6cda-33eb-8e9a-044b5e15ffdd", true},
                           {"76df3287", "76df3287", false}});
}

TEST(IdentifiersTest, IsccsTellTheirKindAndLength) {
  expect(normalised_iscc,
         {{"ISCC:EEA6NC2TCVUF2VKL", "ISCC:EEA6NC2TCVUF2VKL", true},
          {"iscc:eeaq-aaaa-aaaa-aaaa", "ISCC:EEAQAAAAAAAAAAAA", true},
          {"ISCC:EEBYAAAAAAAAAAAAAAAAAAAAAAAAA",
           "ISCC:EEBYAAAAAAAAAAAAAAAAAAAAAAAAA", true},
          {"EEAQAAAAAAAAAAAA", "EEAQAAAAAAAAAAAA", false},
          {"ISCC:EEAQAAAAAAAAAAA", "ISCC:EEAQAAAAAAAAAAA", false},
          {"ISCC:EEAQAAAAAAAAAAAAAA", "ISCC:EEAQAAAAAAAAAAAAAA", false},
          {"ISCC:KEAQAAAAAAAAAAAA", "ISCC:KEAQAAAAAAAAAAAA", false},
          {"ISCC:EEAQ0AAAAAAAAAAA", "ISCC:EEAQ0AAAAAAAAAAA", false},
          {"ISCC:", "ISCC:", false}});
}

TEST(IdentifiersTest, DiscogsNumbersComeInManySpellings) {
  expect(normalised_discogs,
         {{"249504", "249504", true},
          {"r249504", "249504", true},
          {"[R249504]", "249504", true},
          {"https://www.discogs.com/release/249504-4-Any-Name", "249504", true},
          {"https://www.discogs.com/release/249504", "249504", true},
          {"https://www.discogs.com/master/96559-X", "m96559", true},
          {"m96559", "m96559", true},
          {"r", "", false},
          {"0123", "0123", false},
          {"12x", "12X", false},
          {"", "", false}});
}

}  // namespace
}  // namespace sleeve
