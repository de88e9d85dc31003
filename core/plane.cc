#include "core/plane.h"

#include <algorithm>
#include <cstdint>

namespace sleeve {
namespace {

// How many samples a cell takes along an axis of the given true extent.
int cell_side(double extent) {
  int side = 1;
  while (extent / (2 * side) >= kPlaneMinSide) side *= 2;
  return side;
}

// Adds the samples of one row into sums[columns of cells], exactly.
void add_row(const uint8_t* row, int samples, int side, uint32_t* sums) {
  const int whole = samples / side;
  if (side == 8) {
    for (int cell = 0; cell < whole; ++cell, row += 8) {
      sums[cell] +=
          row[0] + row[1] + row[2] + row[3] + row[4] + row[5] + row[6] + row[7];
    }
  } else {
    for (int cell = 0; cell < whole; ++cell, row += side) {
      uint32_t sum = 0;
      for (int i = 0; i < side; ++i) sum += row[i];
      sums[cell] += sum;
    }
  }
  for (int i = 0; i < samples - whole * side; ++i) sums[whole] += row[i];
}

}  // namespace

Plane normalise(const Pixels& grey) {
  const int side_rows = cell_side(grey.extent_rows);
  const int side_columns = cell_side(grey.extent_columns);
  Plane plane;
  plane.rows = (grey.rows + side_rows - 1) / side_rows;
  plane.columns = (grey.columns + side_columns - 1) / side_columns;
  plane.extent_rows = grey.extent_rows / side_rows;
  plane.extent_columns = grey.extent_columns / side_columns;
  plane.cells.resize(static_cast<size_t>(plane.rows) * plane.columns);

  std::vector<uint32_t> sums(plane.columns);
  for (int r = 0; r < plane.rows; ++r) {
    const int first = r * side_rows;
    const int last = std::min(first + side_rows, grey.rows);
    std::fill(sums.begin(), sums.end(), 0);
    for (int i = first; i < last; ++i) {
      add_row(grey.row(i), grey.columns, side_columns, sums.data());
    }
    float* cells = &plane.cells[static_cast<size_t>(r) * plane.columns];
    for (int c = 0; c < plane.columns; ++c) {
      const int samples =
          std::min(side_columns, grey.columns - c * side_columns);
      cells[c] = static_cast<float>(sums[c]) /
                 static_cast<float>(samples * (last - first));
    }
  }
  return plane;
}

}  // namespace sleeve
