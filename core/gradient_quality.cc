#include "core/gradient_quality.h"

#include <algorithm>
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
  // An edge of the picture crosses as many samples as a side has, so the sum
  // grows with the side, not with the area.
  const int64_t sides = grey.rows + grey.columns;
  return static_cast<int>(std::min<int64_t>(sum * 128 / (90 * sides), 100));
}

}  // namespace sleeve
