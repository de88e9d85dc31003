// The samples that our JPEG reader makes of the lowest frequencies.
#ifndef SLEEVE_CORE_JPEG_PLANE_H_
#define SLEEVE_CORE_JPEG_PLANE_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "core/jpeg_blocks.h"
#include "core/jpeg_markers.h"

namespace sleeve {

/// Luma at 1/8 (one sample a block) or 1/4 (two by two samples a block).
///
/// Coefficients come doubled, so that they can carry half a step. A block's
/// sample at 1/8 is its mean, rounded as libjpeg-turbo does. Its samples at
/// 1/4 are the means of its quarters, were the coefficients 0, 1, 2 and 4 all
/// that it has. With M = (cos 1a + cos 3a + cos 5a + cos 7a) / 4 for a = pi /
/// 16, horizontal sign s and vertical sign t, that is
///   128 + (F0 + sqrt2 M (s F1 + t F2) + 2 M^2 s t F4) / 8.
class JpegPlane {
 public:
  JpegPlane(int block_rows, int block_columns, int samples_per_side,
            const JpegQuantTable& quant)
      : stride_(size_t{1} * block_columns * samples_per_side),
        quant_(quant),
        samples_(stride_ * block_rows * samples_per_side) {}

  const uint8_t* row(int r) const { return &samples_[stride_ * r]; }

  /// Returns whether the mean lies where pictures have theirs. (libjpeg's
  /// samples wrap around far beyond.)
  bool put_mean(int row, int column, int doubled_dc) {
    const int mean = mean_of(doubled_dc);
    samples_[stride_ * row + column] = clamp(mean);
    return mean >= -kMaxMean && mean < kMaxMean;
  }

  /// The same for the four samples of a block.
  bool put_quarters(int row, int column, int doubled_dc,
                    const JpegLowCoefficients& doubled_low) {
    uint8_t* out = &samples_[stride_ * 2 * row + size_t{2} * column];
    const int64_t dc = int64_t{doubled_dc} * quant_[0] * kOne + kHalf;
    const int64_t h = int64_t{doubled_low[1]} * quant_[1] * kEdge;
    const int64_t v = int64_t{doubled_low[2]} * quant_[2] * kEdge;
    const int64_t d = int64_t{doubled_low[4]} * quant_[4] * kDiagonal;
    out[0] = clamp((dc + h + v + d) >> kShift);
    out[1] = clamp((dc - h + v - d) >> kShift);
    out[stride_] = clamp((dc + h - v - d) >> kShift);
    out[stride_ + 1] = clamp((dc - h - v + d) >> kShift);
    const int mean = mean_of(doubled_dc);
    return mean >= -kMaxMean && mean < kMaxMean;
  }

 private:
  static constexpr int kMaxMean = 512;
  // Weights in 1/8192; the shift also halves and divides by 8.
  static constexpr int64_t kOne = 8192;
  static constexpr int64_t kEdge = 7423;      // sqrt2 M
  static constexpr int64_t kDiagonal = 6726;  // 2 M^2
  static constexpr int kShift = 17;
  static constexpr int64_t kHalf = int64_t{1} << (kShift - 1);

  int mean_of(int doubled_dc) const {
    return static_cast<int>((int64_t{doubled_dc} * quant_[0] + 8) >> 4);
  }
  static uint8_t clamp(int64_t value) {
    return static_cast<uint8_t>(std::clamp<int64_t>(value + 128, 0, 255));
  }

  size_t stride_;
  JpegQuantTable quant_;
  std::vector<uint8_t> samples_;
};

}  // namespace sleeve

#endif  // SLEEVE_CORE_JPEG_PLANE_H_
