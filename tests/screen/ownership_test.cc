// Claims on artworks: who owns what when, as deliveries change it.
#include "screen/catalogue/ownership.h"

#include <gtest/gtest.h>

namespace sleeve {
namespace {

RightsRecord claim_of(const std::string& party, const std::string& from = "") {
  RightsRecord claim{RightsKind::artwork,
                     {{"artwork_id", "a"}, {"party", party}, {"work", "w"}}};
  if (!from.empty()) claim.fields["valid_from"] = from;
  return claim;
}

TEST(OwnershipTest, TheDayBeforeKnowsTheCalendar) {
  EXPECT_EQ(day_before("2024-03-01"), "2024-02-29");
  EXPECT_EQ(day_before("2023-03-01"), "2023-02-28");
  EXPECT_EQ(day_before("2024-01-01"), "2023-12-31");
  EXPECT_EQ(day_before("2024-13-01"), "2024-13-01");
  EXPECT_EQ(day_before("2024"), "2024");
  EXPECT_EQ(day_before(""), "");
}

TEST(OwnershipTest, AnotherOwnerEndsTheFirst) {
  Ownership ownership({claim_of("x")});
  ownership.claim(claim_of("y"), "2025-01-01");
  const auto changes = ownership.take_changes();
  ASSERT_EQ(changes.size(), 2);
  EXPECT_EQ(changes[0].get("valid_to"), "2024-12-31");
  EXPECT_EQ(changes[1].get("valid_from"), "2025-01-01");
  EXPECT_EQ(ownership.present("a")->get("party"), "y");
}

TEST(OwnershipTest, TheSameOwnerKeepsWhatIsNotTold) {
  RightsRecord before = claim_of("x", "2020-01-01");
  before.fields["cline"] = "(C)";
  Ownership ownership({before});
  RightsRecord after = claim_of("x");
  after.fields["note"] = "n";
  ownership.claim(after, "2025-01-01");
  ownership.describe(claim_of(""));
  const RightsRecord now = *ownership.present("a");
  EXPECT_EQ(now.get("valid_from"), "2020-01-01");
  EXPECT_EQ(now.get("cline"), "(C)");
  EXPECT_EQ(now.get("note"), "n");
  EXPECT_EQ(now.get("party"), "x");
}

TEST(OwnershipTest, EndedAndRemovedClaimsAreNotPresent) {
  Ownership ownership({claim_of("x"), claim_of("y")});
  ownership.end("a", "2025-01-01", "s");
  EXPECT_EQ(ownership.present("a"), nullptr);
  EXPECT_EQ(ownership.take_changes().size(), 2);
  EXPECT_EQ(ownership.artworks_of("w"), std::vector<std::string>{"a"});
  ownership.remove("a");
  for (const RightsRecord& record : ownership.take_changes()) {
    EXPECT_EQ(record.get("removed"), "yes");
  }
  EXPECT_FALSE(ownership.newest("a"));
}

TEST(OwnershipTest, SourcesComeBack) {
  const auto source = MessageSource::make("43", "A Label", "", "2024-05-16");
  EXPECT_EQ(source.text(), "ern/43 A_Label - 2024-05-16");
  EXPECT_EQ(MessageSource::parse(source.text())->created, "2024-05-16");
  EXPECT_FALSE(MessageSource::parse("audio"));
  EXPECT_FALSE(MessageSource::parse("a b c d"));
}

}  // namespace
}  // namespace sleeve
