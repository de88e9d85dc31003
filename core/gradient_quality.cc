#include "core/gradient_quality.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace sleeve {

int gradient_quality(const Pixels& grey) {
  int64_t sum = 0;
  for (int row = 0; row < grey.rows; ++row) {
    const uint8_t* samples = grey.row(row);
    for (int column = 0; column < grey.columns; ++column) {
      if (column + 1 < grey.columns) {
        sum += std::abs(samples[column] - samples[column + 1]) * 100 / 255;
      }
      if (row + 1 < grey.rows) {
        const int below = grey.row(row + 1)[column];
        sum += std::abs(samples[column] - below) * 100 / 255;
      }
    }
  }
  // Measured on drawings and photographs: from one side of the small picture
  // to another, the sum changes as the power 5/4 of the side.
  const double ratio = 128.0 / (grey.rows + grey.columns);
  const double scaled =
      static_cast<double>(sum) * ratio * std::sqrt(std::sqrt(ratio)) / 90;
  return static_cast<int>(std::min(scaled, 100.0));
}

}  // namespace sleeve
