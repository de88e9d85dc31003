// The entropy-coded data of a JPEG scan, and a reader of its bits.
#ifndef SLEEVE_CORE_JPEG_BITS_H_
#define SLEEVE_CORE_JPEG_BITS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/pixels.h"

namespace sleeve {

/// One scan without stuffing: 0xFF00 is 0xFF, and restart markers are gone.
class JpegScanData {
 public:
  /// Zero bytes behind the data, more than any MCU is long: 10 blocks of 64
  /// symbols of at most 31 bits. JpegBits may run into them; see is_beyond().
  static constexpr size_t kPadding = 10 * 64 * 4 + 8;

  /// Reads from `position` to the first marker that is not a restart marker.
  /// Nothing when there is no such marker or the restarts are out of order.
  static std::optional<JpegScanData> read(Bytes file, size_t position);

  const uint8_t* begin() const { return data_.get(); }

  /// The stretches between restart markers, at least one.
  size_t stretches() const { return ends_.size(); }

  /// Behind the last byte of stretch `i`, where the next one begins.
  const uint8_t* end(size_t i) const { return data_.get() + ends_[i]; }

  /// Where in the file the marker behind the scan begins.
  size_t marker_position() const { return marker_position_; }

 private:
  std::unique_ptr<uint8_t[]> data_;
  std::vector<size_t> ends_;
  size_t marker_position_ = 0;
};

/// Returns the position of the first marker at or behind `position` that is
/// neither stuffing nor a restart; the size of the file when there is none.
size_t find_jpeg_marker(Bytes file, size_t position);

/// Reads bits, the most significant of each byte first. The caller keeps it
/// from running beyond the data by more than JpegScanData::kPadding.
class JpegBits {
 public:
  explicit JpegBits(const uint8_t* data) : next_(data) {}

  /// Makes at least 56 bits ready. Without branches: it reads eight bytes,
  /// keeps whole ones, and leaves the others to be read again.
  /// Source: F. Giesen, "Reading bits in far too many ways", part 2.
  void refill() {
    bits_ |= load_big_endian(next_) >> ready_;
    next_ += (63 - ready_) >> 3;
    ready_ |= 56;
  }

  /// The next `count` (1 to 56) bits, which must be ready.
  uint32_t peek(int count) const {
    return static_cast<uint32_t>(bits_ >> (64 - count));
  }

  /// Moves on by `count` bits that were ready.
  void consume(int count) {
    bits_ <<= count;
    ready_ -= count;
  }

  /// Whether more bits were consumed than lie before `end`.
  bool is_beyond(const uint8_t* end) const {
    return (end - next_) * 8 + ready_ < 0;
  }

  /// Whether all bits before `end` were consumed but for the padding of the
  /// last byte.
  bool is_at_end(const uint8_t* end) const {
    const ptrdiff_t rest = (end - next_) * 8 + ready_;
    return rest >= 0 && rest < 8;
  }

 private:
  // Compilers make this one load and a byte swap.
  static uint64_t load_big_endian(const uint8_t* p) {
    return uint64_t{p[0]} << 56 | uint64_t{p[1]} << 48 | uint64_t{p[2]} << 40 |
           uint64_t{p[3]} << 32 | uint64_t{p[4]} << 24 | uint64_t{p[5]} << 16 |
           uint64_t{p[6]} << 8 | uint64_t{p[7]};
  }

  const uint8_t* next_;
  uint64_t bits_ = 0;  // the ready bits from the top, zeros or more data below
  int ready_ = 0;
};

}  // namespace sleeve

#endif  // SLEEVE_CORE_JPEG_BITS_H_
