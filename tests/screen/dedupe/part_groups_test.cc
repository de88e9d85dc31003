// What shows what becomes groups: order, collages, logos, pins, inverses.
#include "screen/dedupe/part_groups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/temp_folder.h"

namespace sleeve {
namespace {

using ::testing::ElementsAre;

// Pictures of these sides, in a file of fingerprints of their own.
class PartGroupsTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::pair<uint32_t, uint32_t> sides[] = {
        {400, 400}, {300, 300}, {300, 300}, {300, 300}};
    for (const auto& [rows, columns] : sides) {
      PictureRecord record;
      record.name.path = std::to_string(file_.next_number());
      record.numbers.rows = rows;
      record.numbers.columns = columns;
      record.numbers.quality = 90;
      corpus_.records.push_back(static_cast<uint32_t>(file_.append(record)));
    }
    file_.reload();
  }

  // Row `scene` shows row `picture` in this box of it.
  void show(uint32_t scene, uint32_t picture, float left, float top,
            float right, float bottom) {
    ShownPart shown{scene, picture, {}};
    shown.found.score = 0.95F;
    shown.found.corners = {left, top, right, top, right, bottom, left, bottom};
    shown_.push_back(shown);
  }

  Keepers group(bool demote_smaller = true, GroupBy by = GroupBy::star) {
    return group_parts(
        {corpus_, rows_, near_, shown_, pinned_, by, demote_smaller});
  }

  TempFolder folder_;
  FingerprintFile file_{folder_ / "fingerprints.slv"};
  Corpus corpus_{file_, {}, 0, {}};
  std::vector<uint32_t> rows_ = {0, 1, 2, 3};
  std::vector<Edge> near_;
  std::vector<ShownPart> shown_;
  std::vector<bool> pinned_;
};

TEST_F(PartGroupsTest, NothingShownLeavesNearGroups) {
  near_ = {{0, 2, 5}};
  EXPECT_THAT(group(), ElementsAre(0, 1, 0, 3));
}

TEST_F(PartGroupsTest, AScaledDownPictureIsKeptRatherThanItsScene) {
  show(0, 1, 0, 0, 0.5F, 0.5F);
  EXPECT_THAT(group(true), ElementsAre(1, 1, 2, 3));
  EXPECT_THAT(group(false), ElementsAre(0, 0, 2, 3));
  corpus_.kept_before = {true, false, false, false};
  EXPECT_THAT(group(true), ElementsAre(0, 0, 2, 3));
}

TEST_F(PartGroupsTest, ACropJoinsWhatItWasCutFrom) {
  show(0, 1, 0.2F, 0.2F, 0.95F, 0.95F);
  EXPECT_THAT(group(), ElementsAre(0, 0, 2, 3));
}

TEST_F(PartGroupsTest, ACollageJoinsNotWhatItShows) {
  show(0, 1, 0, 0, 0.45F, 0.45F);
  show(0, 2, 0.5F, 0, 0.95F, 0.45F);
  EXPECT_THAT(group(false), ElementsAre(1, 1, 2, 3));
  EXPECT_THAT(group(false, GroupBy::clique), ElementsAre(1, 1, 2, 3));
  near_ = {{1, 2, 5}};  // the same picture twice: no collage of unlike ones
  EXPECT_THAT(group(false), ElementsAre(0, 0, 0, 3));
}

TEST_F(PartGroupsTest, ALogoJoinsNothing) {
  show(0, 1, 0, 0, 0.2F, 0.2F);
  EXPECT_THAT(group(), ElementsAre(0, 1, 2, 3));
}

TEST_F(PartGroupsTest, PinnedNodesAreKept) {
  show(0, 1, 0.2F, 0.2F, 0.95F, 0.95F);
  pinned_ = {false, true, false, false};
  EXPECT_THAT(group(), ElementsAre(0, 1, 2, 3));
}

TEST_F(PartGroupsTest, StarsDoNotChainAndComponentsDo) {
  show(0, 1, 0.2F, 0.2F, 0.95F, 0.95F);
  show(1, 2, 0, 0, 1, 1);
  EXPECT_THAT(group(), ElementsAre(0, 0, 2, 3));
  EXPECT_THAT(group(true, GroupBy::component), ElementsAre(0, 0, 0, 3));
}

TEST_F(PartGroupsTest, ViewsTellWhatIsSeen) {
  show(0, 1, 0.5F, 0, 1.5F, 1);
  const PartView view = view_of(corpus_, shown_[0]);
  EXPECT_FALSE(view.whole);
  EXPECT_NEAR(view.visible, 0.5, 1e-6);
  EXPECT_NEAR(view.share, 0.5, 1e-6);
  EXPECT_NEAR(view.scale, 400 / 300.0, 1e-6);
  EXPECT_EQ(transform_of(corpus_, shown_[0]), "part+crop");
}

TEST(PartTransformTest, InversesAreThoseOfTurns) {
  EXPECT_EQ(inverse_transform("rotate90"), "rotate270");
  EXPECT_EQ(inverse_transform("rotate270"), "rotate90");
  EXPECT_EQ(inverse_transform("mirror"), "mirror");
}

}  // namespace
}  // namespace sleeve
