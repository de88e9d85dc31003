// Pieces of a run that no command line shows: expressions, ranks, chance.
#include "screen/dedupe/dedupe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "screen/dedupe/keep_expression.h"
#include "screen/dedupe/report.h"
#include "screen/dedupe/run_rows.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

class ExpressionTest : public testing::Test {
 protected:
  ExpressionTest() {
    PictureRecord record;
    record.name.path = "originals/cover.PNG";
    record.numbers.columns = 300;
    record.numbers.rows = 200;
    record.numbers.bytes = 5000;
    record.numbers.quality = 90;
    record.numbers.modified = 7'000'000'000;
    append_record(record, bytes_);
  }
  double value(const std::string& text) const {
    return KeepExpression(text)(RecordView(bytes_.data()), 4);
  }
  std::vector<uint8_t> bytes_;
};

TEST_F(ExpressionTest, KnowsThePicture) {
  EXPECT_EQ(value("width"), 300);
  EXPECT_EQ(value("height"), 200);
  EXPECT_EQ(value("pixels"), 60000);
  EXPECT_EQ(value("bytes"), 5000);
  EXPECT_EQ(value("quality"), 90);
  EXPECT_EQ(value("modified"), 7);
  EXPECT_EQ(value("row"), 4);
  EXPECT_EQ(value("under(\"originals/\") + ends('.PNG') * 2 + has('x') * 4"),
            3);
}

TEST_F(ExpressionTest, Calculates) {
  EXPECT_EQ(value("1 + 2 * 3 - 4 / 2"), 5);
  EXPECT_EQ(value("10 - 3 - 2"), 5);
  EXPECT_EQ(value("-(1 + 1) * -.5e1"), 10);
  EXPECT_EQ(value("1 / 0"), 0);
  EXPECT_EQ(value("1 < 2 && 2 >= 2 && !(1 == 2) && 1 != 2"), 1);
  EXPECT_EQ(value("0 || 0"), 0);
  EXPECT_EQ(value("width > 299 ? bytes : 0 ? 1 : 2"), 5000);
  EXPECT_EQ(value("0 ? 1 : 0 ? 2 : 3"), 3);
}

TEST_F(ExpressionTest, SaysWhereItIsWrong) {
  for (const char* text : {"", "1 +", "(1", "1)", "widht", "under(1)",
                           "under(\"a)", "1 ? 2", "1 2", "$", "a = 1"}) {
    EXPECT_THROW(value(text), Error) << text;
  }
  EXPECT_THROW(value(std::string(100000, '(')), Error);
  EXPECT_THROW(value(std::string(100000, '-')), Error);
  try {
    value("1 + oops");
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("character 5"));
  }
}

TEST(DedupeTest, RadiiFollowTheModelOfChance) {
  for (const int64_t pictures :
       {int64_t{1000}, int64_t{1'000'000}, int64_t{100'000'000}}) {
    for (const double rate : {1e-3, 1e-2, 1.0}) {
      const int radius = radius_for(rate, pictures);
      EXPECT_LE(expected_false_rate(radius, pictures), rate);
      EXPECT_TRUE(radius == 63 ||
                  expected_false_rate(radius + 1, pictures) > rate);
    }
  }
  EXPECT_GT(radius_for(1e-3, 1000), radius_for(1e-3, 1'000'000));
  EXPECT_THROW(radius_for(1e-30, 1000), Error);
  EXPECT_EQ(radius_for(0, 1), 63);
}

TEST(DedupeTest, CsvIsQuotedWhereItMustBe) {
  EXPECT_EQ(csv_text("a b.png"), "a b.png");
  EXPECT_EQ(csv_text("a,\"b\".png"), "\"a,\"\"b\"\".png\"");
  EXPECT_EQ(csv_text("a\nb"), "\"a\nb\"");
}

TEST(RunRowsTest, SurviveTheFileAndTellDamage) {
  const TempFolder folder;
  const std::string path = folder / "rows.slv";
  for (const RunRows& rows :
       {RunRows{}, RunRows{42, 1, {5, 0, 7}, {true, false, true}}}) {
    write_run_rows(rows, path);
    EXPECT_EQ(read_run_rows(path), rows);
  }
  const std::string whole = read_text(path);
  for (size_t at = 0; at < whole.size(); at += 7) {
    std::string broken = whole;
    broken[at] = static_cast<char>(broken[at] ^ 1);
    folder.write("rows.slv", broken);
    try {
      EXPECT_EQ(read_run_rows(path).records.size(), 3U) << "in padding only";
    } catch (const Error& error) {
      EXPECT_NE(error.code(), ErrorCode::internal);
    }
  }
  EXPECT_THROW(read_run_rows(folder / "none"), Error);
}

}  // namespace
}  // namespace sleeve
