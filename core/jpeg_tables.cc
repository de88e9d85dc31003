// Look-up tables that read, or skip, several Huffman symbols of JPEG at once.
#include "core/jpeg_tables.h"

#include <algorithm>
#include <cstring>

namespace sleeve {
namespace {

constexpr JpegEntry kLong = jpeg_entry(0, kJpegLongSymbol);

// What an AC symbol of a sequential scan covers; 0 when it has no meaning.
int ac_advance(int symbol) {
  const int run = symbol >> 4;
  const int size = symbol & 15;
  if (size != 0) return run + 1;
  if (run == 0) return kJpegEndOfBlock;
  return run == 15 ? 16 : 0;
}

}  // namespace

bool JpegSymbols::assign(const JpegHuffmanCode& code) {
  code_ = code;
  uint32_t next = 0;
  int index = 0;
  for (int i = 0; i < 16; ++i, next <<= 1) {
    offset_[i] = index - static_cast<int>(next);
    next += code.counts[i];
    index += code.counts[i];
    if (code.counts[i] != 0 && next >= uint32_t{2} << i) return false;
    limit_[i] = next << (15 - i);
  }
  return index == code.symbol_count && index != 0;
}

int JpegSymbols::read(JpegBits& bits) const {
  const uint32_t prefix = bits.peek(16);
  for (int i = 0; i < 16; ++i) {
    if (prefix >= limit_[i]) continue;
    bits.consume(i + 1);
    return code_.symbols[offset_[i] + static_cast<int>(prefix >> (15 - i))];
  }
  return -1;
}

void JpegValueTable::build_dc(const JpegSymbols& symbols) {
  entries_.fill(kLong);
  symbols.each([&](uint32_t code, int length, int size) {
    if (size <= kMaxJpegDcSize) fill(code, length, size, 1);
  });
}

void JpegValueTable::build_ac(const JpegSymbols& symbols) {
  entries_.fill(kLong);
  symbols.each([&](uint32_t code, int length, int symbol) {
    const int run = symbol >> 4;
    const int size = symbol & 15;
    if (size > kMaxJpegAcSize) return;
    const bool ends = size == 0 && run != 15;
    fill(code, length, size, ends ? kJpegEndOfBlock + run : run + 1);
  });
}

// One entry for each value of the extra bits, repeated for all that follows.
void JpegValueTable::fill(uint32_t code, int length, int size, int advance) {
  const int rest = kBits - length - size;
  if (rest < 0) return;
  JpegEntry* out = &entries_[code << (kBits - length)];
  for (uint32_t extra = 0; extra < 1u << size; ++extra, out += 1 << rest) {
    std::fill_n(out, 1 << rest,
                jpeg_entry(length + size, advance, jpeg_extend(extra, size)));
  }
}

void JpegSkipTable::build(const JpegSymbols& dc, const JpegSymbols& ac) {
  for (int width = 0; width <= kBits; ++width) build_width(ac, width);
  build_first(dc);
  // While tables were built upon each other, what is too long added nothing.
  std::replace(skip_.begin() + (1 << kBits), skip_.end(), uint16_t{0},
               static_cast<uint16_t>(kLong));
}

// Behind a symbol that leaves w bits, the entries are those of width w with
// the symbol added: the fields of an entry add up on their own.
void JpegSkipTable::build_width(const JpegSymbols& ac, int width) {
  uint16_t* table = &skip_[size_t{1} << width];
  std::fill_n(table, size_t{1} << width, uint16_t{0});
  ac.each([&](uint32_t code, int length, int symbol) {
    const int size = symbol & 15;
    const int advance = ac_advance(symbol);
    const int rest = width - length - size;
    if (rest < 0 || advance == 0) return;
    const auto entry =
        static_cast<uint16_t>(jpeg_entry(length + size, advance));
    uint16_t* out = table + (code << (width - length));
    if (advance == kJpegEndOfBlock) {
      std::fill_n(out, size_t{1} << rest, entry);
      return;
    }
    const uint16_t* behind = &skip_[size_t{1} << rest];
    for (int i = 0; i < 1 << rest; ++i) {
      out[i] = static_cast<uint16_t>(behind[i] + entry);
    }
    for (int i = rest; i < rest + size; ++i) {  // the same for all extra bits
      std::memcpy(out + (1 << i), out, sizeof(*out) << i);
    }
  });
}

void JpegSkipTable::build_first(const JpegSymbols& dc) {
  first_.fill(kLong);
  dc.each([&](uint32_t code, int length, int size) {
    const int rest = kBits - length - size;
    if (rest < 0 || size > kMaxJpegDcSize) return;
    const uint16_t* behind = &skip_[size_t{1} << rest];
    JpegEntry* out = &first_[code << (kBits - length)];
    for (uint32_t extra = 0; extra < 1u << size; ++extra, out += 1 << rest) {
      const JpegEntry entry =
          jpeg_entry(length + size, 1, jpeg_extend(extra, size));
      for (int i = 0; i < 1 << rest; ++i) out[i] = behind[i] + entry;
    }
  });
}

}  // namespace sleeve
