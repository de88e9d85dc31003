// Tests the makers of covers: the same seed gives the same covers, and covers
// of one base picture are told.
#include "benchmarks/suite/covers.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "core/decode.h"
#include "core/error.h"
#include "tests/support/pictures.h"
#include "tests/support/temp_folder.h"

namespace sleeve::suite {
namespace {

TEST(DrawCover, IsTheSameForTheSameSeed) {
  const Image a = draw_cover(5, 96), b = draw_cover(5, 96);
  const Image other = draw_cover(6, 96);
  EXPECT_TRUE(same_samples(a.pixels(), b.pixels()));
  EXPECT_FALSE(same_samples(a.pixels(), other.pixels()));
  EXPECT_EQ(a.pixels().rows, 96);
  EXPECT_EQ(a.pixels().channels, 3);
}

/// A folder of two photographs, one of which is there twice, and a drawing
/// with transparent parts.
class MakeCovers : public testing::Test {
 protected:
  MakeCovers() {
    folder_.write("in/wide.png", encode_png(scene(1, 360, 720, 3)));
    folder_.write("in/again.png", encode_png(scene(1, 360, 720, 3)));
    folder_.write("in/deep/large.png", encode_png(scene(2, 640, 1240, 3)));
    folder_.write("in/drawing.png", encode_png(scene(3, 300, 300, 4)));
    folder_.write("in/text.txt", "no picture");
    options_.pictures = folder_ / "in";
    options_.output = folder_ / "out";
    options_.min_side = 120;
    options_.max_side = 160;
    options_.drawn = 3;
  }

  static Pixels scene(uint32_t seed, int rows, int columns, int channels) {
    static std::map<uint32_t, Image> kept;
    return (kept[seed] = make_picture(seed, rows, columns, channels)).pixels();
  }

  TempFolder folder_;
  CoverOptions options_;
};

TEST_F(MakeCovers, WritesCoversAndTellsWhatTheyShare) {
  const auto made = make_covers(options_);
  std::map<std::string, int> uses;
  std::string table;
  for (const MadeCover& cover : made) {
    ++uses[cover.base];
    table += cover.file + "\t" + cover.base + "\n";
    const auto bytes = read_file(folder_ / ("out/" + cover.file));
    const auto decoded = decode(bytes, {});
    ASSERT_TRUE(decoded.ok()) << cover.file;
    EXPECT_EQ(decoded->rows, decoded->columns);
    EXPECT_GE(decoded->rows, options_.min_side);
    EXPECT_LE(decoded->rows, options_.max_side);
  }
  EXPECT_EQ(read_text(folder_ / "out/groups.tsv"), table);
  // The two copies share one base, whichever of them came first.
  EXPECT_EQ(uses.count("wide.png") + uses.count("again.png"), 1u);
  EXPECT_GE(uses["deep/large.png"], 2);
  EXPECT_EQ(uses["drawing.png"], 1);
  EXPECT_EQ(uses["drawn-0"] + uses["drawn-1"] + uses["drawn-2"], 3);
  for (const auto& [base, count] : uses) {
    EXPECT_LE(count, options_.per_picture) << base;
  }
}

TEST_F(MakeCovers, IsTheSameForTheSameSeed) {
  const auto first = make_covers(options_);
  CoverOptions again = options_;
  again.output = folder_ / "out2";
  const auto second = make_covers(again);
  ASSERT_EQ(first.size(), second.size());
  for (const MadeCover& cover : first) {
    EXPECT_EQ(read_file(folder_ / ("out/" + cover.file)),
              read_file(folder_ / ("out2/" + cover.file)));
  }
}

TEST_F(MakeCovers, StopsAtTheCount) {
  options_.count = 2;
  EXPECT_EQ(make_covers(options_).size(), 2u);
}

TEST_F(MakeCovers, SaysWhenTheFolderIsMissing) {
  options_.pictures = folder_ / "nowhere";
  EXPECT_THROW(make_covers(options_), Error);
}

}  // namespace
}  // namespace sleeve::suite
