// The slow twin of our JPEG reader: luma's coefficients from libjpeg-turbo.
#ifndef SLEEVE_TESTS_SUPPORT_JPEG_TWIN_H_
#define SLEEVE_TESTS_SUPPORT_JPEG_TWIN_H_

#include <array>
#include <optional>
#include <vector>

#include "core/pixels.h"

namespace sleeve {

/// What the blocks of luma hold, row by row, without padding blocks.
struct LumaCoefficients {
  int block_rows = 0;
  int block_columns = 0;
  int rows = 0;  ///< of the picture
  int columns = 0;
  bool progressive = false;
  std::array<int, 5> steps{};  ///< quantisation of zig-zag positions 0 to 4
  std::vector<std::array<int, 5>> blocks;
};

/// Nothing when the library finds the file damaged.
std::optional<LumaCoefficients> read_luma_coefficients(Bytes file);

/// The samples that JpegPlane documents, in floating point and not clamped,
/// at 1/8 (`side` 1) or 1/4 (2) of the picture's sides, rounded up.
std::vector<double> small_luma(const LumaCoefficients& luma, int side);

}  // namespace sleeve

#endif  // SLEEVE_TESTS_SUPPORT_JPEG_TWIN_H_
