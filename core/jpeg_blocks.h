// Reads single blocks of sequential JPEG, the higher frequencies skipped.
#ifndef SLEEVE_CORE_JPEG_BLOCKS_H_
#define SLEEVE_CORE_JPEG_BLOCKS_H_

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/jpeg_bits.h"
#include "core/jpeg_codes.h"

namespace sleeve {

/// AC coefficients by zig-zag position: 1 is the lowest horizontal, 2 the
/// lowest vertical, 4 the lowest diagonal frequency. Elements 0 and 5 mean
/// nothing.
using JpegLowCoefficients = std::array<int, 6>;

/// Look-ups in a JpegSkipTable for which JpegBits::refill() makes bits ready.
inline constexpr int kLooks = 56 / JpegSkipTable::kBits;

/// Whether a block is over after `k` coefficients, as entries count them.
inline bool is_block_end(int k) {
  return k == 64 || (k >= kJpegEndOfBlock && k < kJpegEndOfBlock + 64);
}

/// Reads one AC symbol of any length; 31 bits must be ready. Returns the
/// coefficients covered so far, 64 at the end of the block, -1 for a symbol
/// that has no place here.
inline int read_ac(JpegBits& bits, const JpegSymbols& ac, int k, int* value) {
  const int symbol = ac.read(bits);
  if (symbol < 0) return -1;
  const int size = symbol & 15;
  const int run = symbol >> 4;
  if (size > kMaxJpegAcSize) return -1;
  *value = size == 0 ? 0 : jpeg_extend(bits.peek(size), size);
  bits.consume(size);
  if (size == 0 && run == 0) return 64;
  if (size == 0 && run != 15) return -1;
  k += run + 1;
  return k <= 64 ? k : -1;
}

/// Skips the AC symbols from coefficient `k` (1 to 63) to the end of the
/// block, of which bits for `looks` look-ups are ready. False when they are
/// none.
inline bool skip_ac(JpegBits& bits, const JpegCodes& codes, int k,
                    int looks = 0) {
  while (true) {
    for (; looks > 0; --looks) {
      const JpegEntry entry = codes.skip.skip(bits);
      const int next = k + jpeg_entry_advance(entry);
      if (next >= 64) {
        if (is_block_end(next)) {
          bits.consume(jpeg_entry_bits(entry));
          return true;
        }
        int value;
        bits.refill();
        k = read_ac(bits, codes.ac, k, &value);
        if (k < 0 || k == 64) return k == 64;
        break;
      }
      bits.consume(jpeg_entry_bits(entry));
      k = next;
    }
    bits.refill();
    looks = kLooks;
  }
}

/// Reads one DC difference of any length; 31 bits must be ready.
inline bool read_dc(JpegBits& bits, const JpegSymbols& dc, int* difference) {
  const int size = dc.read(bits);
  if (size < 0 || size > kMaxJpegDcSize) return false;
  *difference = size == 0 ? 0 : jpeg_extend(bits.peek(size), size);
  bits.consume(size);
  return true;
}

/// The same by table first.
inline bool read_dc(JpegBits& bits, const JpegSymbols& dc,
                    const JpegValueTable& values, int* difference) {
  const JpegEntry entry = values.look_up(bits);
  if (jpeg_entry_bits(entry) == 0) return read_dc(bits, dc, difference);
  *difference = jpeg_entry_value(entry);
  bits.consume(jpeg_entry_bits(entry));
  return true;
}

/// Reads the DC difference of a block and skips the rest of it. False when
/// the bits are not those of a block.
inline bool read_dc_block(JpegBits& bits, const JpegCodes& codes,
                          int* difference) {
  bits.refill();
  const JpegEntry entry = codes.skip.first(bits);
  const int k = jpeg_entry_advance(entry);
  *difference = jpeg_entry_value(entry);
  bits.consume(jpeg_entry_bits(entry));
  if (k < 64) return skip_ac(bits, codes, k, kLooks - 1);
  if (is_block_end(k)) return true;
  return k == kJpegLongSymbol && read_dc(bits, codes.dc, difference) &&
         skip_ac(bits, codes, 1);
}

/// Reads the DC difference and the low coefficients of a block and skips the
/// rest of it. False when the bits are not those of a block.
inline bool read_low_block(JpegBits& bits, const JpegCodes& codes,
                           int* difference, JpegLowCoefficients* low) {
  bits.refill();
  if (!read_dc(bits, codes.dc, codes.dc_values, difference)) return false;
  low->fill(0);
  bits.refill();
  static_assert(4 * JpegValueTable::kBits <= 56, "four look-ups per refill");
  int k = 1;
  while (k <= 4) {
    const JpegEntry entry = codes.ac_values.look_up(bits);
    const int advance = jpeg_entry_advance(entry);
    int value = jpeg_entry_value(entry);
    bits.consume(jpeg_entry_bits(entry));
    if (advance < kJpegEndOfBlock) {
      k += advance;
    } else if (advance == kJpegEndOfBlock) {
      return true;
    } else if (advance != kJpegLongSymbol) {
      return false;
    } else {
      bits.refill();
      k = read_ac(bits, codes.ac, k, &value);
      if (k < 0 || k == 64) return k == 64;
      bits.refill();
    }
    (*low)[std::min(k - 1, 5)] = value;
  }
  return skip_ac(bits, codes, k);
}

}  // namespace sleeve

#endif  // SLEEVE_CORE_JPEG_BLOCKS_H_
