// Pillow's conversion to grey and its 8-bit resampling, sample for sample.
#ifndef SLEEVE_CORE_PILLOW_RESIZE_H_
#define SLEEVE_CORE_PILLOW_RESIZE_H_

#include "core/pixels.h"

namespace sleeve {

/// The filters of Pillow's Image.resize() that the hashes use.
enum class PillowFilter { lanczos, bicubic };

/// Equals PIL's `image.convert("L")`: [rows][columns] luma of `stored`, which
/// has 1 to 4 channels and at least one sample. Alpha is dropped.
Image pillow_grey(const Pixels& stored);

/// Equals PIL's `image.convert("L").resize((columns, rows), filter)` for
/// `stored` of 1 to 4 channels and at least 1x1; `rows` and `columns` are at
/// least 1. Agrees with Pillow 13; earlier versions resample the rows of tall
/// pictures first too, which may change a sample by one.
/// Source: github.com/python-pillow/Pillow, src/libImaging/Resample.c.
Image pillow_resize(const Pixels& stored, int rows, int columns,
                    PillowFilter filter);

}  // namespace sleeve

#endif  // SLEEVE_CORE_PILLOW_RESIZE_H_
