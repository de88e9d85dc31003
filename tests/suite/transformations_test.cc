// Tests the transformations of the recognition suite: same seed same bytes,
// parameters in their ranges, and places of covers that are true.
#include "benchmarks/suite/transformations.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <set>

#include "benchmarks/suite/covers.h"
#include "core/decode.h"

namespace sleeve::suite {
namespace {

constexpr int kSide = 256;

struct Sample {
  Image cover = draw_cover(11, kSide);
  std::vector<Image> owners;
  std::vector<Pixels> pool;

  Sample() {
    for (uint64_t i = 0; i < 8; ++i) {
      owners.push_back(draw_cover(100 + i, kSide));
      pool.push_back(owners.back().pixels());
    }
  }
};

const Sample& sample() {
  static const Sample one;
  return one;
}

Transformed apply(const Transformation& one, uint64_t seed) {
  return one.apply(sample().cover.pixels(), sample().pool, seed);
}

Image decoded(const std::vector<uint8_t>& bytes) {
  DecodeOptions options;
  options.channels = Channels::rgb;
  auto made = decode(bytes, options);
  EXPECT_TRUE(made.ok()) << (made ? "" : made.problem().reason);
  return made ? std::move(made->image) : Image();
}

cv::Mat grey_of(const Pixels& rgb) {
  const cv::Mat view(rgb.rows, rgb.columns, CV_8UC3,
                     const_cast<uint8_t*>(rgb.data), rgb.row_bytes);
  cv::Mat grey;
  cv::cvtColor(view, grey, cv::COLOR_RGB2GRAY);
  return grey;
}

/// How alike the cover is to what lies at `region`, -1 to 1, over the samples
/// that the picture really holds.
double likeness(const cv::Mat& picture, const std::array<Point, 4>& region,
                const Pixels& cover) {
  const cv::Mat original = grey_of(cover);
  const auto rows = static_cast<float>(original.rows) - 0.5f;
  const auto columns = static_cast<float>(original.cols) - 0.5f;
  const cv::Point2f corners[] = {
      {-0.5f, -0.5f}, {columns, -0.5f}, {columns, rows}, {-0.5f, rows}};
  cv::Point2f places[4];
  for (int i = 0; i < 4; ++i) {
    places[i] = {static_cast<float>(region[i].x - 0.5),
                 static_cast<float>(region[i].y - 0.5)};
  }
  const cv::Mat back = cv::getPerspectiveTransform(places, corners);
  cv::Mat found, held;
  cv::warpPerspective(picture, found, back, original.size());
  const cv::Mat all(picture.size(), CV_8U, cv::Scalar(255));
  cv::warpPerspective(all, held, back, original.size());
  cv::Mat a, b;
  cv::GaussianBlur(found, a, {}, 4);
  cv::GaussianBlur(original, b, {}, 4);
  cv::Scalar mean_a, mean_b, sd_a, sd_b;
  // White bars may stand where a cut cover would go on.
  held = (held == 255) & (found < 245);
  cv::meanStdDev(a, mean_a, sd_a, held);
  cv::meanStdDev(b, mean_b, sd_b, held);
  cv::Mat product;
  a.convertTo(a, CV_32F, 1, -mean_a[0]);
  b.convertTo(b, CV_32F, 1, -mean_b[0]);
  cv::multiply(a, b, product);
  return cv::mean(product, held)[0] / (sd_a[0] * sd_b[0] + 1e-9);
}

TEST(Transformations, HaveUniqueNamesAndAllFamilies) {
  std::set<std::string> names;
  std::map<std::string, int> families;
  for (const Transformation& one : transformations()) {
    EXPECT_TRUE(names.insert(one.name).second) << one.name;
    EXPECT_EQ(find_transformation(one.name), &one);
    ++families[one.family];
  }
  EXPECT_EQ(families, (std::map<std::string, int>{{"encoding", 10},
                                                  {"colour", 6},
                                                  {"degradation", 5},
                                                  {"geometry", 6},
                                                  {"frame", 7},
                                                  {"overlay", 8},
                                                  {"inside", 10},
                                                  {"edition", 3}}));
  EXPECT_EQ(find_transformation("no such name"), nullptr);
}

class EachTransformation : public testing::TestWithParam<std::string> {
 protected:
  const Transformation& one_ = *find_transformation(GetParam());
};

TEST_P(EachTransformation, GivesTheSameBytesForTheSameSeed) {
  const Transformed a = apply(one_, 3), b = apply(one_, 3);
  EXPECT_EQ(a.bytes, b.bytes);
  ASSERT_EQ(a.placements.size(), b.placements.size());
  for (size_t i = 0; i < a.placements.size(); ++i) {
    EXPECT_EQ(a.placements[i].region, b.placements[i].region);
  }
}

TEST_P(EachTransformation, MakesPicturesThatDecode) {
  for (uint64_t seed = 0; seed < 3; ++seed) {
    const Transformed made = apply(one_, seed);
    const Image image = decoded(made.bytes);
    EXPECT_EQ(image.pixels().rows, made.rows);
    EXPECT_EQ(image.pixels().columns, made.columns);
  }
}

TEST_P(EachTransformation, DrawsItsParametersFromAllOfTheirRanges) {
  if (one_.ranges.empty()) GTEST_SKIP() << "draws nothing";
  // A small cover and no pool: the numbers do not depend on either.
  const Image small = draw_cover(1, 64);
  std::vector<std::vector<double>> drawn(one_.ranges.size());
  for (uint64_t seed = 0; seed < 24; ++seed) {
    const Transformed made = one_.apply(small.pixels(), {}, seed);
    ASSERT_EQ(made.parameters.size(), one_.ranges.size());
    for (size_t i = 0; i < drawn.size(); ++i) {
      EXPECT_EQ(made.parameters[i].name, one_.ranges[i].name);
      drawn[i].push_back(made.parameters[i].value);
    }
  }
  for (size_t i = 0; i < drawn.size(); ++i) {
    const Range& range = one_.ranges[i];
    const auto [low, high] =
        std::minmax_element(drawn[i].begin(), drawn[i].end());
    EXPECT_GE(*low, range.low);
    EXPECT_LE(*high, range.high);
    EXPECT_GT(*high - *low, 0.4 * (range.high - range.low)) << range.name;
  }
}

TEST_P(EachTransformation, SaysWhereTheCoversLie) {
  for (uint64_t seed = 0; seed < 2; ++seed) {
    const Transformed made = apply(one_, seed);
    const Image image = decoded(made.bytes);
    const cv::Mat picture = grey_of(image.pixels());
    ASSERT_FALSE(made.placements.empty());
    EXPECT_EQ(made.placements.front().cover, 0);
    for (const Placement& placement : made.placements) {
      const Pixels& cover = placement.cover == 0
                                ? sample().cover.pixels()
                                : sample().pool[placement.cover - 1];
      const bool changed = one_.family == "colour" || one_.family == "edition";
      const double least = changed ? 0.25 : 0.6;
      EXPECT_GT(likeness(picture, placement.region, cover), least)
          << "seed " << seed << " cover " << placement.cover;
    }
  }
}

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const Transformation& one : transformations()) all.push_back(one.name);
  return all;
}

INSTANTIATE_TEST_SUITE_P(All, EachTransformation, testing::ValuesIn(names()),
                         [](const auto& one) { return one.param; });

double value(const Transformed& made, std::string_view name) {
  for (const Parameter& one : made.parameters) {
    if (one.name == name) return one.value;
  }
  ADD_FAILURE() << "no parameter " << name;
  return 0;
}

double side(const Placement& placement, int a, int b) {
  const Point& p = placement.region[a];
  const Point& q = placement.region[b];
  return std::hypot(p.x - q.x, p.y - q.y);
}

TEST(Transformations, ObeyTheirParameters) {
  for (uint64_t seed = 0; seed < 8; ++seed) {
    const Transformed thumb = apply(*find_transformation("thumbnail"), seed);
    EXPECT_EQ(std::max(thumb.rows, thumb.columns), value(thumb, "side"));
    const Transformed cut = apply(*find_transformation("crop"), seed);
    EXPECT_NEAR(cut.columns,
                kSide * (1 - value(cut, "left") - value(cut, "right")), 2);
    EXPECT_NEAR(cut.rows,
                kSide * (1 - value(cut, "top") - value(cut, "bottom")), 2);
    const Transformed turned = apply(*find_transformation("rotation"), seed);
    const auto& region = turned.placements.front().region;
    const double angle =
        std::atan2(region[1].y - region[0].y, region[1].x - region[0].x);
    EXPECT_NEAR(std::abs(angle) * 180 / CV_PI, value(turned, "degrees"), 0.1);
  }
}

TEST(Transformations, ShowCoversOfAtLeast120Pixels) {
  for (const Transformation& one : transformations()) {
    if (one.family != "inside") continue;
    for (uint64_t seed = 0; seed < 3; ++seed) {
      for (const Placement& placement : apply(one, seed).placements) {
        EXPECT_GE(side(placement, 0, 1), 119.9) << one.name;
        EXPECT_GE(side(placement, 1, 2), 90) << one.name;
      }
    }
  }
}

TEST(Transformations, FillCollagesFromThePool) {
  const Transformed made = apply(*find_transformation("collage_plain"), 5);
  const double cells = std::pow(value(made, "across"), 2);
  EXPECT_EQ(made.placements.size(), std::min(cells, 9.0));
}

TEST(Overlap, IsIntersectionOverUnionInThePicture) {
  const std::array<Point, 4> a = {{{0, 0}, {10, 0}, {10, 10}, {0, 10}}};
  const std::array<Point, 4> b = {{{5, 0}, {15, 0}, {15, 10}, {5, 10}}};
  const std::array<Point, 4> turned = {{{10, 0}, {10, 10}, {0, 10}, {0, 0}}};
  const std::array<Point, 4> away = {{{50, 50}, {60, 50}, {60, 60}, {50, 60}}};
  EXPECT_NEAR(overlap(a, a, 100, 100), 1, 1e-6);
  EXPECT_NEAR(overlap(a, turned, 100, 100), 1, 1e-6);
  EXPECT_NEAR(overlap(a, b, 100, 100), 1.0 / 3, 1e-6);
  EXPECT_NEAR(overlap(a, b, 100, 10), 0.5, 1e-6);
  EXPECT_EQ(overlap(a, away, 100, 100), 0);
  EXPECT_EQ(overlap(away, away, 10, 10), 0);
}

}  // namespace
}  // namespace sleeve::suite
