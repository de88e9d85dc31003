// How often chance makes a match: tails, hubs, pairs, and their file.
#include "index/calibration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/error.h"
#include "index/part_evidence.h"
#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

// Logits whose excess over -5 is exponential with this mean.
std::vector<double> logits_of_strangers(size_t count, double mean) {
  std::mt19937 random(1);
  std::vector<double> logits;
  for (size_t i = 0; i < count; ++i) {
    const double uniform = (static_cast<double>(random()) + 1) / 4294967297.0;
    logits.push_back(-5 - mean * std::log(uniform));
  }
  return logits;
}

TEST(CalibrationTest, TheTailHoldsWhatWasSeenAndIsOnTheSafeSide) {
  const auto logits = logits_of_strangers(20000, 0.7);
  const auto tail = fit_tail(logits, 2'000'000);
  ASSERT_TRUE(tail);
  for (const double logit : {-2.5, -1.5, -0.5}) {
    const double truth = 0.01 * std::exp(-(logit + 5) / 0.7);
    EXPECT_GE(tail->chance(logit), truth) << logit;
    EXPECT_LE(tail->chance(logit), 2 * truth) << logit;
  }
}

TEST(CalibrationTest, ATailNeverExceedsCertainty) {
  EXPECT_EQ((Tail{0, -2, -1}).chance(-10), 1);
  EXPECT_DOUBLE_EQ((Tail{0, -2, -1}).chance(1), 1e-3);
}

TEST(CalibrationTest, FewLogitsMakeNoTail) {
  EXPECT_FALSE(fit_tail(logits_of_strangers(19, 1), 1000));
  EXPECT_FALSE(fit_tail({}, 1000));
  EXPECT_FALSE(fit_tail(logits_of_strangers(100, 1), 0));
}

TEST(CalibrationTest, EqualLogitsMakeASteepTail) {
  const auto tail = fit_tail(std::vector<double>(100, 1.5), 1000);
  ASSERT_TRUE(tail);
  EXPECT_LT(tail->chance(1.6), 1e-6);
}

TEST(CalibrationTest, TheLogitForARateHasThatRate) {
  const Tail tail{-4, -3, -0.6};
  const double logit = logit_for(tail, 1000, 0.01);
  EXPECT_NEAR(1000 * tail.chance(logit), 0.01, 1e-12);
}

TEST(CalibrationTest, ArtworksThatAreSeenMuchAreHubs) {
  EXPECT_THAT(find_hubs({{"a", 1}, {"b", 2}, {"c", 57}}, 60),
              ElementsAre(Pair("c", ::testing::DoubleNear(57, 1e-9))));
  EXPECT_THAT(find_hubs({{"a", 2}}, 1000), IsEmpty());
  EXPECT_THAT(find_hubs({}, 0), IsEmpty());
}

TEST(CalibrationTest, PairsMoveTheScores) {
  const std::vector<double> good = {1.0, 1.2, 1.5, 2.0, 2.2, 2.4, 3, 3.2};
  const std::vector<double> bad = {-2, -1, -0.5, 0.1, 0.2, 0.4, 0.5, 0.6};
  Calibration calibration;
  learn_from_pairs(good, bad, calibration);
  const PartEvidence evidence{};
  EXPECT_LT(calibration.shift, 0);
  EXPECT_NE(rule(evidence, 10, calibration).score, rule(evidence, 10).score);
  EXPECT_EQ(calibration.good_pairs, 8);
  Calibration nothing;
  learn_from_pairs({}, {}, nothing);
  EXPECT_EQ(nothing, Calibration{});
}

TEST(CalibrationTest, AFileGivesBackWhatWasSaved) {
  const TempFolder folder;
  EXPECT_EQ(load_calibration(folder.path()), Calibration{});
  Calibration calibration;
  calibration.tail = {-3.25, -4.5, -0.75};
  calibration.hash_factor = 7;
  calibration.rate = 1e-4;
  calibration.pictures = 12;
  calibration.hubs = {{"flat.png", 12.5}};
  calibration.reliability = {{1e-2, 300, 3, 1, 2}, {1, 300, 300, 1, 250}};
  save_calibration(folder.path(), calibration);
  const Calibration loaded = load_calibration(folder.path());
  EXPECT_EQ(loaded, calibration);
  EXPECT_EQ(loaded.identity(), calibration.identity());
  EXPECT_NE(loaded.identity(), "");
  EXPECT_EQ(Calibration{}.identity(), "");
}

TEST(CalibrationTest, DamageIsNamed) {
  const std::string sound = calibration_text(Calibration{});
  for (const std::string& text :
       {std::string(""), std::string("[1]"), sound.substr(0, 60),
        std::string(R"({"format": 2})")}) {
    EXPECT_THROW(read_calibration(text, "file"), Error) << text;
  }
  std::string wrong = sound;
  wrong.replace(wrong.find("\"scale\": 1"), 10, "\"scale\": 0");
  EXPECT_THROW(read_calibration(wrong, "file"), Error);
}

}  // namespace
}  // namespace sleeve
