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
  std::vector<std::array<double, 5>> blocks;  ///< in steps
};

/// Nothing when the library finds the file damaged.
std::optional<LumaCoefficients> read_luma_coefficients(Bytes file);

/// The same of what our reader sees at 1/8 (`side` 1) or 1/4 (2): all of a
/// sequential file; of a progressive one the first DC scan, and at 1/4 the
/// scan behind it, with the middles of the values that remain possible.
std::optional<LumaCoefficients> read_first_scans(Bytes file, int side);

/// The samples that JpegPlane documents, in floating point and not clamped,
/// at 1/8 (`side` 1) or 1/4 (2) of the picture's sides, rounded up.
std::vector<double> small_luma(const LumaCoefficients& luma, int side);

}  // namespace sleeve

#endif  // SLEEVE_TESTS_SUPPORT_JPEG_TWIN_H_
