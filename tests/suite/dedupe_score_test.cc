// Scores of groups with a known truth.
#include "benchmarks/suite/dedupe_score.h"

#include <gtest/gtest.h>

namespace sleeve::suite {
namespace {

// Pictures 0, 1 and 2 with copies; a collage of 0 shows 2 as well.
std::vector<PlantedFile> files() {
  return {{"o0", 0, "original", {0}}, {"o1", 1, "original", {1}},
          {"o2", 2, "original", {2}}, {"c0", 0, "jpeg", {0}},
          {"c1", 1, "jpeg", {1}},     {"k0", 0, "collage", {0, 2}}};
}

TEST(DedupeScoreTest, TheTruthIsPerfect) {
  const DedupeScore result =
      score(files(), std::vector<uint32_t>{0, 1, 2, 0, 1, 0});
  EXPECT_EQ(result.right_pairs, 4);
  EXPECT_EQ(result.wrong_pairs, 0);
  EXPECT_EQ(result.precision(), 1);
  EXPECT_EQ(result.all.share(), 1);
  EXPECT_EQ(result.purity, 1);
  EXPECT_EQ(result.wrong_originals, 0);
}

TEST(DedupeScoreTest, NothingFoundIsPreciseAndUseless) {
  const DedupeScore result =
      score(files(), std::vector<uint32_t>{0, 1, 2, 3, 4, 5});
  EXPECT_EQ(result.precision(), 1);
  EXPECT_EQ(result.all.found, 0);
  EXPECT_EQ(result.all.planted, 3);
}

TEST(DedupeScoreTest, OneGroupOfAllIsWrong) {
  const DedupeScore result =
      score(files(), std::vector<uint32_t>{7, 7, 7, 7, 7, 7});
  EXPECT_EQ(result.right_pairs, 4);
  // Of 15 pairs, that of the collage and original 2 counts neither way.
  EXPECT_EQ(result.wrong_pairs, 10);
  EXPECT_EQ(result.all.share(), 1);
  EXPECT_EQ(result.wrong_originals, 3);
  EXPECT_DOUBLE_EQ(result.purity, 0.5);
}

TEST(DedupeScoreTest, TransformationsAreToldApart) {
  const DedupeScore result =
      score(files(), std::vector<uint32_t>{0, 1, 5, 0, 4, 5});
  EXPECT_EQ(result.transformations.at("jpeg").found, 1);
  EXPECT_EQ(result.transformations.at("jpeg").planted, 2);
  EXPECT_EQ(result.transformations.at("collage").found, 1)
      << "with another original that it shows";
  EXPECT_EQ(result.wrong_pairs, 0) << "a collage with what it also shows";
}

}  // namespace
}  // namespace sleeve::suite
