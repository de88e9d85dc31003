#include "core/pillow_resize.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

namespace sleeve {
namespace {

// Pillow's weights have 22 bits behind the point. They are kept as two halves
// of 16 bits, weight = high * 2048 + low, because sums of products of 16-bit
// numbers are what every instruction set does fastest.
constexpr int kPrecisionBits = 22;
constexpr int kLowBits = 11;

// Weights per output sample are padded with zeros to a multiple of this.
constexpr int kBlock = 16;

// As many products of a sample and a low half as 31 bits can hold, rounded
// down to whole blocks.
constexpr int kSafeProducts = 4096;

double sinc(double x) {
  if (x == 0.0) return 1.0;
  x = x * std::numbers::pi;
  return std::sin(x) / x;
}

double lanczos(double x) {
  return -3.0 <= x && x < 3.0 ? sinc(x) * sinc(x / 3) : 0.0;
}

double bicubic(double x) {
  constexpr double a = -0.5;
  x = std::abs(x);
  if (x < 1.0) return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
  if (x < 2.0) return (((x - 5) * x + 8) * x - 4) * a;
  return 0.0;
}

double weight(PillowFilter filter, double x) {
  return filter == PillowFilter::lanczos ? lanczos(x) : bicubic(x);
}

// Rounds halves up.
int nearest(double x) { return static_cast<int>(std::floor(x + 0.5)); }

// The weights by which input samples make up each output sample.
class Weights {
 public:
  Weights(int inputs, int outputs, PillowFilter filter) {
    const double scale = static_cast<double>(inputs) / outputs;
    const double filter_scale = std::max(scale, 1.0);
    const double support =
        (filter == PillowFilter::lanczos ? 3.0 : 2.0) * filter_scale;
    const int most = static_cast<int>(std::ceil(support)) * 2 + 1;
    stride_ = (most + kBlock - 1) / kBlock * kBlock;
    first_.resize(outputs);
    count_.resize(outputs);
    high_.resize(static_cast<size_t>(outputs) * stride_);
    low_.resize(high_.size());
    for (int output = 0; output < outputs; ++output) {
      const double centre = (output + 0.5) * scale;
      const int begin = std::max(nearest(centre - support), 0);
      const int end = std::min(nearest(centre + support), inputs);
      first_[output] = begin;
      count_[output] = end - begin;
      fill(output, filter, centre, 1.0 / filter_scale);
    }
  }

  int first(int output) const { return first_[output]; }
  int count(int output) const { return count_[output]; }
  int padded_count(int output) const {
    return (count_[output] + kBlock - 1) / kBlock * kBlock;
  }
  const int16_t* high(int output) const {
    return &high_[static_cast<size_t>(output) * stride_];
  }
  const int16_t* low(int output) const {
    return &low_[static_cast<size_t>(output) * stride_];
  }

 private:
  void fill(int output, PillowFilter filter, double centre, double step) {
    std::vector<double> weights(count_[output]);
    double total = 0.0;
    for (int i = 0; i < count_[output]; ++i) {
      weights[i] = weight(filter, (i + first_[output] - centre + 0.5) * step);
      total += weights[i];
    }
    for (int i = 0; i < count_[output]; ++i) {
      const double share = total != 0.0 ? weights[i] / total : weights[i];
      const int fixed = static_cast<int>((share < 0 ? -0.5 : 0.5) +
                                         share * (1 << kPrecisionBits));
      const size_t place = static_cast<size_t>(output) * stride_ + i;
      high_[place] = static_cast<int16_t>(fixed >> kLowBits);
      low_[place] = static_cast<int16_t>(fixed & ((1 << kLowBits) - 1));
    }
  }

  int stride_ = 0;
  std::vector<int> first_, count_;
  std::vector<int16_t> high_, low_;
};

struct Halves {
  int32_t high = 0, low = 0;
};

Halves dot(const int16_t* samples, const int16_t* high, const int16_t* low,
           int count) {
  int32_t high_sum = 0, low_sum = 0;
  for (int i = 0; i < count; ++i) {
    high_sum += samples[i] * high[i];
    low_sum += samples[i] * low[i];
  }
  return {high_sum, low_sum};
}

uint8_t rounded(int64_t sum) {
  const int64_t half = int64_t{1} << (kPrecisionBits - 1);
  return static_cast<uint8_t>(
      std::clamp<int64_t>((sum + half) >> kPrecisionBits, 0, 255));
}

// One output sample; `samples` may be read up to a block beyond the last.
uint8_t weighted(const int16_t* samples, const Weights& weights, int output) {
  const int16_t* from = samples + weights.first(output);
  const int count = weights.padded_count(output);
  int64_t sum = 0;
  for (int i = 0; i < count; i += kSafeProducts) {
    const int length = std::min(count - i, kSafeProducts);
    const Halves halves = dot(from + i, weights.high(output) + i,
                              weights.low(output) + i, length);
    sum += (int64_t{halves.high} << kLowBits) + halves.low;
  }
  return rounded(sum);
}

// Luma of ITU-R BT.601 as Pillow rounds it.
int luma(int red, int green, int blue) {
  return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
}

template <class Sample>
void grey_row(const Pixels& stored, int row, Sample* grey) {
  const uint8_t* from = stored.row(row);
  const int columns = stored.columns;
  switch (stored.channels) {
    case 1:
      std::copy_n(from, columns, grey);
      break;
    case 2:
      for (int i = 0; i < columns; ++i) grey[i] = from[2 * i];
      break;
    case 3:
      for (int i = 0; i < columns; ++i, from += 3) {
        grey[i] = static_cast<Sample>(luma(from[0], from[1], from[2]));
      }
      break;
    default:
      for (int i = 0; i < columns; ++i, from += 4) {
        grey[i] = static_cast<Sample>(luma(from[0], from[1], from[2]));
      }
  }
}

// The rows of `stored`, each resampled to `columns` samples. The result is
// transposed, [columns][stored.rows + kBlock], so that the second pass reads
// it in order.
std::vector<int16_t> resize_rows(const Pixels& stored, int columns,
                                 PillowFilter filter) {
  const size_t length = static_cast<size_t>(stored.rows) + kBlock;
  std::vector<int16_t> result(columns * length);
  std::vector<int16_t> grey(stored.columns + kBlock);
  // Pillow leaves a side that has the wanted length already untouched.
  const bool untouched = columns == stored.columns;
  const Weights weights(stored.columns, columns, filter);
  for (int row = 0; row < stored.rows; ++row) {
    grey_row(stored, row, grey.data());
    for (int column = 0; column < columns; ++column) {
      result[column * length + row] =
          untouched ? grey[column] : weighted(grey.data(), weights, column);
    }
  }
  return result;
}

Image rows_then_columns(const Pixels& stored, int rows, int columns,
                        PillowFilter filter) {
  const Weights weights(stored.rows, rows, filter);
  const bool untouched = rows == stored.rows;
  const std::vector<int16_t> transposed = resize_rows(stored, columns, filter);
  const size_t length = static_cast<size_t>(stored.rows) + kBlock;
  Image result(rows, columns, 1);
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      const int16_t* samples = &transposed[column * length];
      result.row(row)[column] = untouched ? static_cast<uint8_t>(samples[row])
                                          : weighted(samples, weights, row);
    }
  }
  return result;
}

Image transposed(const Pixels& grey) {
  Image result(grey.columns, grey.rows, 1);
  for (int row = 0; row < grey.rows; ++row) {
    for (int column = 0; column < grey.columns; ++column) {
      result.row(column)[row] = grey.row(row)[column];
    }
  }
  return result;
}

// Since version 13 Pillow resamples the columns first where that leaves the
// second pass much less to do. The order shows in the rounding.
bool columns_first(const Pixels& stored, int rows, int columns) {
  const int64_t fewer_rows = int64_t{stored.rows} - rows;
  const int64_t fewer_columns = int64_t{stored.columns} - columns;
  return fewer_rows > 0 && fewer_rows > 2 * fewer_columns;
}

}  // namespace

Image pillow_grey(const Pixels& stored) {
  Image grey(stored.rows, stored.columns, 1);
  for (int row = 0; row < stored.rows; ++row) {
    grey_row(stored, row, grey.row(row));
  }
  return grey;
}

Image pillow_resize(const Pixels& stored, int rows, int columns,
                    PillowFilter filter) {
  if (!columns_first(stored, rows, columns)) {
    return rows_then_columns(stored, rows, columns, filter);
  }
  const Image grey = pillow_grey(stored);
  const Image turned = transposed(grey.pixels());
  const Image resized =
      rows_then_columns(turned.pixels(), columns, rows, filter);
  return transposed(resized.pixels());
}

}  // namespace sleeve
