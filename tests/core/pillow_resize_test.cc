// Pillow's grey and its resampling, against Pillow's own results and against a
// plain evaluation.
#include "core/pillow_resize.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/golden.h"
#include "tests/support/pictures.h"

namespace sleeve {
namespace {

std::string checksum(const Pixels& grey) {
  uint64_t value = 0xcbf29ce484222325;
  for (int row = 0; row < grey.rows; ++row) {
    for (int column = 0; column < grey.columns; ++column) {
      value = (value ^ grey.row(row)[column]) * 0x100000001b3;
    }
  }
  char text[17];
  std::snprintf(text, sizeof text, "%016llx",
                static_cast<unsigned long long>(value));
  return text;
}

TEST(PillowResizeTest, EqualsPillow) {
  for (const GoldenRow& row : golden_table("pillow_resize.tsv")) {
    SCOPED_TRACE(golden_name(row) + " " + row.at("filter"));
    const Image picture = golden_picture(row);
    EXPECT_EQ(checksum(pillow_grey(picture.pixels()).pixels()), row.at("grey"));
    const Image resized =
        pillow_resize(picture.pixels(), std::stoi(row.at("to_rows")),
                      std::stoi(row.at("to_columns")),
                      row.at("filter") == "lanczos" ? PillowFilter::lanczos
                                                    : PillowFilter::bicubic);
    EXPECT_EQ(checksum(resized.pixels()), row.at("resized"));
  }
}

double lanczos(double x) {
  const auto sinc = [](double y) {
    return y == 0 ? 1.0 : std::sin(y * M_PI) / (y * M_PI);
  };
  return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0.0;
}

// One line of samples, resampled with whole 22-bit weights.
std::vector<int> plainly_resized(const std::vector<int>& line, int outputs) {
  const int inputs = static_cast<int>(line.size());
  const double scale = static_cast<double>(inputs) / outputs;
  const double reach = 3.0 * std::max(scale, 1.0);
  std::vector<int> result;
  for (int output = 0; output < outputs; ++output) {
    const double centre = (output + 0.5) * scale;
    const int begin = std::max(0, static_cast<int>(centre - reach + 0.5));
    const int end = std::min(inputs, static_cast<int>(centre + reach + 0.5));
    double total = 0;
    std::vector<double> weights;
    for (int i = begin; i < end; ++i) {
      weights.push_back(lanczos((i - centre + 0.5) / std::max(scale, 1.0)));
      total += weights.back();
    }
    int64_t sum = 1 << 21;
    for (int i = begin; i < end; ++i) {
      sum += line[i] * std::llround(weights[i - begin] / total * (1 << 22));
    }
    result.push_back(static_cast<int>(std::clamp<int64_t>(sum >> 22, 0, 255)));
  }
  return result;
}

// Long enough that sums of one output outgrow 31 bits when they are not split.
TEST(PillowResizeTest, LongLinesEqualThePlainEvaluation) {
  for (int outputs : {8, 9, 32}) {
    const int columns = 20000;
    const Image picture = make_picture(7, 2, columns, 1);
    const Image resized =
        pillow_resize(picture.pixels(), 2, outputs, PillowFilter::lanczos);
    for (int row = 0; row < 2; ++row) {
      const uint8_t* from = picture.pixels().row(row);
      const std::vector<int> expected =
          plainly_resized(std::vector<int>(from, from + columns), outputs);
      for (int i = 0; i < outputs; ++i) {
        ASSERT_NEAR(resized.pixels().row(row)[i], expected[i], 1);
      }
    }
  }
}

TEST(PillowResizeTest, ReadsRowsWhereverTheyLie) {
  const Image picture = make_picture(3, 90, 80, 3);
  Pixels part = picture.pixels();
  part.data = picture.pixels().row(11) + 3 * 7;
  part.rows = 60;
  part.columns = 50;
  const Image copy = copy_of(part);
  EXPECT_TRUE(same_samples(
      pillow_resize(part, 32, 32, PillowFilter::bicubic).pixels(),
      pillow_resize(copy.pixels(), 32, 32, PillowFilter::bicubic).pixels()));
}

}  // namespace
}  // namespace sleeve
