// Sketches, and pictures laid upon them from where they nearly lie.
#include "core/alignment.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/scene.h"
#include "core/sketch.h"
#include "tests/support/pictures.h"

namespace sleeve {
namespace {

constexpr Homography kWhole = {1, 0, 0, 0, 1, 0, 0, 0, 1};

TEST(SketchTest, LightAndContrastDoNotShow) {
  const Image bright = make_picture(11, 300, 300, 1);
  Image dark = copy_of(bright.pixels());
  for (int i = 0; i < 300 * 300; ++i) {
    dark.data()[i] = static_cast<uint8_t>(40 + bright.pixels().data[i] / 2);
  }
  const SketchCells a = unpack(sketch(bright.pixels()));
  const SketchCells b = unpack(sketch(dark.pixels()));
  double squares = 0, difference = 0;
  for (int i = 0; i < kSketchCells; ++i) {
    squares += a[i] * a[i];
    difference += (a[i] - b[i]) * (a[i] - b[i]);
  }
  EXPECT_LT(difference, 0.05 * squares);
}

TEST(SketchTest, APictureWithoutContentIsZero) {
  Image flat(200, 100, 1);
  std::fill_n(flat.data(), 200 * 100, uint8_t{130});
  for (const float cell : unpack(sketch(flat.pixels()))) {
    EXPECT_LT(std::abs(cell), kSketchRange / 15 + 1e-6);
  }
}

TEST(AlignmentTest, FindsThePlaceFromNearby) {
  const Image image = make_picture(12, 600, 600, 1);
  const SketchCells cells = unpack(sketch(image.pixels()));
  const Scene scene(image.pixels());
  for (const Homography& start :
       {Homography{1, 0, 0.03, 0, 1, -0.02, 0, 0, 1},
        Homography{1.05, 0, 0, 0, 0.96, 0.02, 0, 0, 1},
        Homography{1, 0.04, -0.02, -0.04, 1, 0.02, 0.03, 0, 1}}) {
    const Alignment found = align(cells, 1, 1, scene, start);
    EXPECT_GT(found.correlation, 0.9);
    for (const Point& corner : {Point{0.1, 0.1}, {0.9, 0.2}, {0.5, 0.9}}) {
      EXPECT_NEAR(mapped(found.map, corner).x, corner.x, 0.01);
      EXPECT_NEAR(mapped(found.map, corner).y, corner.y, 0.01);
    }
  }
}

TEST(AlignmentTest, AnotherPictureDoesNotAgree) {
  const Scene scene(make_picture(13, 500, 500, 1).pixels());
  const Image other = make_picture(14, 500, 500, 1);
  const Alignment found =
      align(unpack(sketch(other.pixels())), 1, 1, scene, kWhole);
  EXPECT_LT(found.correlation, 0.6);
}

TEST(AlignmentTest, ScenesOfEverySizeAreBorne) {
  const Image artwork = make_picture(15, 300, 300, 1);
  const SketchCells cells = unpack(sketch(artwork.pixels()));
  for (const auto& [rows, columns] :
       {std::pair{1, 1}, {1, 1024}, {1024, 1}, {2, 2}, {3, 1000}}) {
    const Scene scene(make_picture(16, rows, columns, 1).pixels());
    const Alignment found = align(cells, 1, 1, scene, kWhole);
    EXPECT_TRUE(std::isfinite(found.correlation));
  }
}

}  // namespace
}  // namespace sleeve
