// Pixels views 8-bit picture memory; Image owns it.
#ifndef SLEEVE_CORE_PIXELS_H_
#define SLEEVE_CORE_PIXELS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace sleeve {

/// The encoded bytes of one picture, as found in a file or archive.
using Bytes = std::span<const uint8_t>;

/// A view of 8-bit samples, upright, row by row from the top left.
/// Sample (row, column, channel) is
/// data[row * row_bytes + column * channels + channel].
struct Pixels {
  const uint8_t* data = nullptr;
  int rows = 0;
  int columns = 0;
  int channels = 0;         ///< 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA
  ptrdiff_t row_bytes = 0;  ///< from one row to the next, >= columns * channels

  /// How much of [rows][columns] the picture really covers. A JPEG of 300
  /// pixels read at 1/8 has 38 columns, of which 37.5 are picture.
  double extent_rows = 0;
  double extent_columns = 0;

  const uint8_t* row(int r) const { return data + r * row_bytes; }
};

/// Owns the samples of one picture, densely packed. Movable, not copyable.
class Image {
 public:
  Image() = default;

  /// Allocates [rows][columns][channels] samples, uninitialised; the extent
  /// is all of them. Throws std::bad_alloc.
  Image(int rows, int columns, int channels)
      : samples_(std::make_unique_for_overwrite<uint8_t[]>(
            static_cast<size_t>(rows) * columns * channels)) {
    pixels_ = {samples_.get(),
               rows,
               columns,
               channels,
               static_cast<ptrdiff_t>(columns) * channels,
               static_cast<double>(rows),
               static_cast<double>(columns)};
  }

  /// Valid until the image dies; moving the image keeps it valid.
  const Pixels& pixels() const { return pixels_; }
  uint8_t* data() { return samples_.get(); }
  uint8_t* row(int r) { return samples_.get() + r * pixels_.row_bytes; }

  /// Says how much of the samples is picture; see Pixels.
  void set_extent(double rows, double columns) {
    pixels_.extent_rows = rows;
    pixels_.extent_columns = columns;
  }

 private:
  std::unique_ptr<uint8_t[]> samples_;
  Pixels pixels_;
};

}  // namespace sleeve

#endif  // SLEEVE_CORE_PIXELS_H_
