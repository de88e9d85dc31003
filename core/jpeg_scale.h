// At which size a JPEG is decoded, and the picture that results.
#ifndef SLEEVE_CORE_JPEG_SCALE_H_
#define SLEEVE_CORE_JPEG_SCALE_H_

#include "core/pixels.h"

namespace sleeve {

/// Returns the denominator (8, 4, 2 or 1) of the smallest scale at which
/// neither side falls below `min_side` samples; 1 when min_side is 0.
inline int jpeg_denominator(int rows, int columns, int min_side) {
  const int side = rows < columns ? rows : columns;
  for (int denominator : {8, 4, 2}) {
    if (min_side > 0 && side >= int64_t{min_side} * denominator) {
      return denominator;
    }
  }
  return 1;
}

/// Allocates the picture of [rows][columns] pixels at 1/denominator: sides
/// are rounded up, the extent is true. Throws std::bad_alloc.
inline Image scaled_jpeg_image(int rows, int columns, int denominator,
                               int channels) {
  Image image((rows + denominator - 1) / denominator,
              (columns + denominator - 1) / denominator, channels);
  image.set_extent(static_cast<double>(rows) / denominator,
                   static_cast<double>(columns) / denominator);
  return image;
}

}  // namespace sleeve

#endif  // SLEEVE_CORE_JPEG_SCALE_H_
