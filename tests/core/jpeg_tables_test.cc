// Multi-symbol tables against reading symbol by symbol.
#include "core/jpeg_tables.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <random>
#include <vector>

namespace sleeve {
namespace {

// A prefix code of the given lengths, its symbols in random order.
JpegHuffmanCode code_of(const std::array<uint8_t, 16>& counts,
                        std::vector<uint8_t> symbols, std::mt19937& random) {
  for (size_t i = symbols.size(); i > 1; --i) {
    std::swap(symbols[i - 1], symbols[random() % i]);
  }
  JpegHuffmanCode code;
  code.counts = counts;
  for (int count : counts) code.symbol_count += count;
  std::copy_n(symbols.begin(), code.symbol_count, code.symbols.begin());
  return code;
}

// DC: 12 sizes. AC: ends of block, runs of 16 and sizes up to 10.
JpegHuffmanCode dc_code(std::mt19937& random) {
  return code_of({0, 1, 5, 1, 1, 1, 1, 1, 1},
                 {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, random);
}

JpegHuffmanCode ac_code(std::mt19937& random) {
  std::vector<uint8_t> symbols = {0x00, 0xF0};
  for (int run = 0; run < 16; ++run) {
    for (int size = 1; size <= 10; ++size) {
      symbols.push_back(static_cast<uint8_t>(run << 4 | size));
    }
  }
  return code_of({0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125}, symbols,
                 random);
}

struct Tables {
  JpegHuffmanCode dc, ac;
  JpegSkipTable skip;
  JpegValueTable dc_values, ac_values;
};

std::unique_ptr<Tables> make_tables(uint32_t seed) {
  std::mt19937 random(seed);
  auto tables = std::make_unique<Tables>();
  tables->dc = dc_code(random);
  tables->ac = ac_code(random);
  JpegSymbols dc, ac;
  EXPECT_TRUE(dc.assign(tables->dc) && ac.assign(tables->ac));
  tables->skip.build(dc, ac);
  tables->dc_values.build_dc(dc);
  tables->ac_values.build_ac(ac);
  return tables;
}

// The first bits of a word, read one by one.
struct SlowBits {
  uint32_t word;
  int width;
  int used = 0;

  // The next `count` bits; -1 when there are not as many.
  int read(int count) {
    if (used + count > width) return -1;
    used += count;
    return static_cast<int>(word >> (width - used) & ((1u << count) - 1));
  }

  // T.81, figure F.16; -1 when the bits do not suffice.
  int read_symbol(const JpegHuffmanCode& code) {
    int value = 0;
    int first = 0;
    int index = 0;
    for (int count : code.counts) {
      const int bit = read(1);
      if (bit < 0) return -1;
      value = value * 2 + bit;
      if (value < first + count) return code.symbols[index + value - first];
      index += count;
      first = (first + count) * 2;
    }
    return -1;
  }
};

// What whole symbols within the word say: at most `most`, the first one of
// DC or not, none behind an end of block.
JpegEntry slow_entry(const Tables& tables, SlowBits bits, bool has_dc,
                     int most) {
  int used = 0;
  int advance = 0;
  int value = 0;
  for (int i = 0; i < most && advance < kJpegEndOfBlock; ++i) {
    const bool is_dc = has_dc && i == 0;
    const int symbol = bits.read_symbol(is_dc ? tables.dc : tables.ac);
    const int size = is_dc ? symbol : symbol & 15;
    const int extra = symbol < 0 || size == 0 ? 0 : bits.read(size);
    if (symbol < 0 || extra < 0) break;
    used = bits.used;
    if (i == 0) value = jpeg_extend(static_cast<uint32_t>(extra), size);
    const bool ends = !is_dc && symbol == 0;
    advance += ends ? kJpegEndOfBlock : is_dc ? 1 : (symbol >> 4) + 1;
  }
  return used == 0 ? jpeg_entry(0, kJpegLongSymbol)
                   : jpeg_entry(used, advance, value);
}

// Calls use(slow bits, fast bits) for each word of `width` bits.
template <class Use>
void each_word(int width, Use use) {
  for (uint32_t word = 0; word < 1u << width; ++word) {
    std::array<uint8_t, 16> data{};
    for (int i = 0; i < 4; ++i) {
      data[i] = static_cast<uint8_t>(word << (32 - width) >> (24 - 8 * i));
    }
    JpegBits bits(data.data());
    bits.refill();
    use(SlowBits{word, width}, bits);
  }
}

constexpr int kMany = 100;
constexpr JpegEntry kWithoutValue = 0xFFFF;

TEST(JpegTablesTest, SkipTableSaysWhatItsSymbolsSay) {
  for (uint32_t seed : {1, 2, 3}) {
    const auto tables = make_tables(seed);
    each_word(JpegSkipTable::kBits, [&](SlowBits slow, JpegBits fast) {
      ASSERT_EQ(tables->skip.first(fast),
                slow_entry(*tables, slow, true, kMany));
      ASSERT_EQ(tables->skip.skip(fast),
                slow_entry(*tables, slow, false, kMany) & kWithoutValue);
    });
  }
}

TEST(JpegTablesTest, ValueTablesSayWhatTheirSymbolSays) {
  for (uint32_t seed : {1, 2, 3}) {
    const auto tables = make_tables(seed);
    each_word(JpegValueTable::kBits, [&](SlowBits slow, JpegBits fast) {
      ASSERT_EQ(tables->dc_values.look_up(fast),
                slow_entry(*tables, slow, true, 1));
      ASSERT_EQ(tables->ac_values.look_up(fast),
                slow_entry(*tables, slow, false, 1));
    });
  }
}

TEST(JpegTablesTest, SymbolsAreReadWholeWhateverTheirLength) {
  std::mt19937 random(4);
  const JpegHuffmanCode code = ac_code(random);
  JpegSymbols symbols;
  ASSERT_TRUE(symbols.assign(code));
  each_word(16, [&](SlowBits slow, JpegBits fast) {
    ASSERT_EQ(symbols.read(fast), slow.read_symbol(code));
  });
}

TEST(JpegTablesTest, LengthsThatMakeNoPrefixCodeAreRefused) {
  JpegSymbols symbols;
  EXPECT_FALSE(symbols.assign({}));
  JpegHuffmanCode code;
  code.counts = {1, 1};
  code.symbol_count = 2;
  EXPECT_TRUE(symbols.assign(code));
  code.counts = {1, 2};  // uses the code of all ones
  code.symbol_count = 3;
  EXPECT_FALSE(symbols.assign(code));
  code.counts = {3};
  EXPECT_FALSE(symbols.assign(code));
}

TEST(JpegTablesTest, ValuesExtendAsTheStandardSays) {
  EXPECT_EQ(jpeg_extend(0, 0), 0);
  EXPECT_EQ(jpeg_extend(0, 1), -1);
  EXPECT_EQ(jpeg_extend(1, 1), 1);
  EXPECT_EQ(jpeg_extend(0, 3), -7);
  EXPECT_EQ(jpeg_extend(3, 3), -4);
  EXPECT_EQ(jpeg_extend(4, 3), 4);
  EXPECT_EQ(jpeg_extend(2047, 11), 2047);
}

}  // namespace
}  // namespace sleeve
