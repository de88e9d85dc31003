// PDQ against the reference's own results, and its fast parts against slow
// twins.
#include "core/pdq.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/jarosz.h"
#include "core/orientation.h"
#include "tests/support/golden.h"
#include "tests/support/pictures.h"

namespace sleeve {
namespace {

TEST(PdqTest, EqualsTheReference) {
  for (const GoldenRow& row : golden_table("pdq.tsv")) {
    SCOPED_TRACE(golden_name(row));
    const Hashed hashed = pdq(golden_picture(row).pixels());
    EXPECT_EQ(to_hex(hashed.hash), row.at("pdq"));
    EXPECT_EQ(hashed.quality, std::stoi(row.at("quality")));
  }
}

TEST(PdqTest, OrientationsEqualTheReference) {
  for (const GoldenRow& row : golden_table("pdq.tsv")) {
    SCOPED_TRACE(golden_name(row));
    const auto all = pdq_orientations(golden_picture(row).pixels());
    EXPECT_EQ(to_hex(all[0].hash), row.at("pdq"));
    for (int i = 0; i < 8; ++i) {
      const std::string expected =
          row.at("orientation" + std::to_string(i + 1));
      EXPECT_TRUE(expected == "-" || to_hex(all[i].hash) == expected)
          << "orientation " << i + 1;
      EXPECT_EQ(all[i].quality, std::stoi(row.at("quality")));
    }
  }
}

TEST(PdqTest, OrientationsAreThoseOfTheTurnedPicture) {
  const Image picture = make_picture(11, 240, 320, 3);
  const auto all = pdq_orientations(picture.pixels());
  EXPECT_EQ(all[0].hash, pdq(picture.pixels()).hash);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Image turned = turned_upright(picture.pixels(), orientation);
    // The window of the filter is not symmetrical when its size is even.
    EXPECT_LE(distance(all[orientation - 1].hash, pdq(turned.pixels()).hash),
              24)
        << orientation;
  }
}

// Exhaustive in red and blue, and in green where it matters most.
TEST(PdqTest, LumaEqualsTheDoubleSum) {
  for (int red = 0; red < 256; ++red) {
    for (int green = 0; green < 256; ++green) {
      for (int blue = 0; blue < 256; blue += 5) {
        const double sum = red * 0.299 + green * 0.587 + blue * 0.114;
        ASSERT_EQ(pdq_luma(red, green, blue), static_cast<float>(sum));
      }
    }
  }
}

using Line = std::vector<float>;

// The box filter as its authors describe it, one line at a time.
Line box(const Line& line) {
  const int length = static_cast<int>(line.size());
  const int window = (length + 127) / 128;
  const int lead = (window + 2) / 2 - 1;
  Line means(line.size());
  float sum = 0;
  int held = 0;
  for (int i = -lead; i < length; ++i) {
    if (i + lead < length) {
      sum += line[i + lead];
      ++held;
    }
    if (i + lead - window >= 0) {
      sum -= line[i + lead - window];
      --held;
    }
    if (i >= 0) means[i] = sum / static_cast<float>(held);
  }
  return means;
}

class SlowPlane {
 public:
  explicit SlowPlane(const Pixels& stored) {
    for (int r = 0; r < stored.rows; ++r) {
      Line line;
      for (int c = 0; c < stored.columns; ++c) {
        const uint8_t* at = stored.row(r) + c * stored.channels;
        line.push_back(stored.channels < 3 ? at[0]
                                           : pdq_luma(at[0], at[1], at[2]));
      }
      rows_.push_back(line);
    }
  }

  void filter() {
    for (Line& row : rows_) row = box(row);
    for (size_t c = 0; c < rows_[0].size(); ++c) {
      Line column;
      for (const Line& row : rows_) column.push_back(row[c]);
      column = box(column);
      for (size_t r = 0; r < rows_.size(); ++r) rows_[r][c] = column[r];
    }
  }

  JaroszPlane thinned() const {
    JaroszPlane plane;
    for (int r = 0; r < kJaroszSide; ++r) {
      for (int c = 0; c < kJaroszSide; ++c) {
        const auto row = static_cast<size_t>((r + 0.5) * rows_.size() / 64);
        const auto column =
            static_cast<size_t>((c + 0.5) * rows_[0].size() / 64);
        plane[r * kJaroszSide + c] = rows_[row][column];
      }
    }
    return plane;
  }

 private:
  std::vector<Line> rows_;
};

TEST(PdqTest, BandsEqualLinesOneByOne) {
  const int shapes[][2] = {{5, 5},     {64, 63},   {65, 200}, {127, 128},
                           {128, 129}, {131, 257}, {300, 7},  {641, 500},
                           {7, 1500},  {1030, 90}};
  for (const auto& [rows, columns] : shapes) {
    for (int channels : {1, 3}) {
      const Image picture = make_picture(rows, rows, columns, channels);
      SlowPlane slow(picture.pixels());
      slow.filter();
      slow.filter();
      ASSERT_EQ(jarosz_plane(picture.pixels()), slow.thinned())
          << rows << "x" << columns << "x" << channels;
    }
  }
}

}  // namespace
}  // namespace sleeve
