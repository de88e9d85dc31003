#include "core/box.h"

#include <algorithm>

namespace sleeve {

Pixels part_of(const Pixels& pixels, const Box& box) {
  Pixels part = pixels;
  part.data = pixels.row(box.row) + ptrdiff_t{box.column} * pixels.channels;
  part.rows = box.rows;
  part.columns = box.columns;
  part.extent_rows = std::min<double>(box.rows, pixels.extent_rows - box.row);
  part.extent_columns =
      std::min<double>(box.columns, pixels.extent_columns - box.column);
  return part;
}

}  // namespace sleeve
