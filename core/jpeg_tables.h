// Look-up tables that read, or skip, several Huffman symbols of JPEG at once.
#ifndef SLEEVE_CORE_JPEG_TABLES_H_
#define SLEEVE_CORE_JPEG_TABLES_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/jpeg_bits.h"
#include "core/jpeg_markers.h"

namespace sleeve {

/// What one look-up says, packed into 32 bits, or 16 without the value:
///   bits 0-5    bits that its symbols take, with their extra bits
///   bits 6-15   coefficients that they cover; kJpegEndOfBlock is added when
///               the last symbol ends the block
///   bits 16-31  the value (two's complement) of the first symbol
/// An entry that takes no bits covers kJpegLongSymbol: its first symbol does
/// not fit into the table, or is none.
using JpegEntry = uint32_t;
inline constexpr int kJpegEndOfBlock = 512;
inline constexpr int kJpegLongSymbol = 768;

inline constexpr JpegEntry jpeg_entry(int bits, int advance, int value = 0) {
  return static_cast<JpegEntry>(value) << 16 |
         static_cast<JpegEntry>(advance) << 6 | static_cast<JpegEntry>(bits);
}
inline int jpeg_entry_bits(JpegEntry entry) {
  return static_cast<int>(entry & 63);
}
inline int jpeg_entry_advance(JpegEntry entry) {
  return static_cast<int>(entry >> 6 & 1023);
}
inline int jpeg_entry_value(JpegEntry entry) {
  return static_cast<int16_t>(entry >> 16);
}

/// Larger DC differences and AC coefficients do not occur in 8-bit pictures
/// (T.81, tables F.1 and F.2).
inline constexpr int kMaxJpegDcSize = 11;
inline constexpr int kMaxJpegAcSize = 10;

/// The value of `size` (0 to 15) extra bits (T.81, F.2.2.1, EXTEND).
inline int jpeg_extend(uint32_t bits, int size) {
  const int value = static_cast<int>(bits);
  return size == 0 || value >> (size - 1) != 0 ? value
                                               : value - (1 << size) + 1;
}

/// A canonical code, one symbol at a time.
class JpegSymbols {
 public:
  /// False when the lengths are not those of a prefix code that leaves the
  /// code of all ones unused, as T.81 demands.
  bool assign(const JpegHuffmanCode& code);

  const JpegHuffmanCode& code() const { return code_; }

  /// Reads one symbol; -1 when the next 16 bits, which must be ready, begin
  /// with none.
  int read(JpegBits& bits) const;

  /// Calls use(code, length, symbol) for each code, the shortest first.
  template <class Use>
  void each(Use use) const {
    int index = 0;
    uint32_t next = 0;
    for (int length = 1; length <= 16; ++length, next <<= 1) {
      for (int i = 0; i < code_.counts[length - 1]; ++i) {
        use(next++, length, code_.symbols[index++]);
      }
    }
  }

 private:
  JpegHuffmanCode code_;
  std::array<uint32_t, 16> limit_{};  // first 16-bit prefix behind the length
  std::array<int, 16> offset_{};      // from a code to its symbol's index
};

/// Reads one symbol with its value at a time.
class JpegValueTable {
 public:
  static constexpr int kBits = 10;

  /// Each symbol covers one coefficient and gives its difference.
  void build_dc(const JpegSymbols& symbols);

  /// Each symbol covers its run and gives the coefficient behind it. Ends of
  /// band cover kJpegEndOfBlock + n, where n extra bits follow that count
  /// more blocks (progressive scans; 0 in sequential ones).
  void build_ac(const JpegSymbols& symbols);

  JpegEntry look_up(const JpegBits& bits) const {
    return entries_[bits.peek(kBits)];
  }

 private:
  void fill(uint32_t code, int length, int size, int advance);

  std::array<JpegEntry, size_t{1} << kBits> entries_;
};

/// Skips several AC symbols at a time; the first entry of a block also gives
/// the DC difference.
class JpegSkipTable {
 public:
  static constexpr int kBits = 13;

  void build(const JpegSymbols& dc, const JpegSymbols& ac);

  /// The DC difference and as many AC symbols as fit.
  JpegEntry first(const JpegBits& bits) const {
    return first_[bits.peek(kBits)];
  }
  /// As many AC symbols as fit.
  JpegEntry skip(const JpegBits& bits) const {
    return skip_[(size_t{1} << kBits) + bits.peek(kBits)];
  }

 private:
  void build_width(const JpegSymbols& ac, int width);
  void build_first(const JpegSymbols& dc);

  // One table for each width up to kBits; that of w bits begins at 2^w.
  std::array<uint16_t, size_t{2} << kBits> skip_;
  std::array<JpegEntry, size_t{1} << kBits> first_;
};

}  // namespace sleeve

#endif  // SLEEVE_CORE_JPEG_TABLES_H_
