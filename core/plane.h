// The small grey picture that the hash sees: the unit square, sampled.
#ifndef SLEEVE_CORE_PLANE_H_
#define SLEEVE_CORE_PLANE_H_

#include <vector>

#include "core/pixels.h"

namespace sleeve {

/// Neither side of a picture is averaged below this many cells.
inline constexpr int kPlaneMinSide = 64;

/// Means of grey, 0 to 255: cell (row, column) is
/// cells[row * columns + column]. The picture is taken as the unit square;
/// where its size is no multiple of a cell, the last row or column of cells
/// covers less: extent_rows <= rows < extent_rows + 1, likewise columns.
struct Plane {
  int rows = 0;     ///< 64 to 127, or the picture's own when that is smaller
  int columns = 0;  ///< likewise
  double extent_rows = 0;
  double extent_columns = 0;
  std::vector<float> cells;
};

/// Averages `grey` (1 channel, at least 1x1) over cells of 2^i by 2^j samples,
/// as large as kPlaneMinSide allows along each axis. Powers of two make a
/// picture and its JPEG decoded at 1/2, 1/4 or 1/8 end in the same cells.
Plane normalise(const Pixels& grey);

}  // namespace sleeve

#endif  // SLEEVE_CORE_PLANE_H_
