#include "index/generated_codes.h"

#include <algorithm>
#include <cstring>

#include "index/exact_index.h"

namespace sleeve {
namespace {

constexpr size_t kBits = kCodeBytes * 8;
constexpr size_t kShortBytes = 8;
constexpr int kFactors = 16;
constexpr size_t kNearestFlips = 20;
constexpr size_t kMostFlips = 40;

// splitmix64 (Steele, Lea and Flood, 2014): unlike the distributions of the
// standard library, the same numbers everywhere.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed) {}

  uint64_t next() {
    uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }

  // 0 <= below(n) < n.
  size_t below(size_t n) { return static_cast<size_t>(next() % n); }

 private:
  uint64_t state_;
};

void flip_bits(uint8_t* code, size_t flips, Dice& dice, size_t bits = kBits) {
  bool flipped[kBits] = {};
  for (size_t done = 0; done < flips;) {
    const size_t bit = dice.below(bits);
    if (flipped[bit]) continue;
    flipped[bit] = true;
    code[bit / 8] ^= static_cast<uint8_t>(1 << bit % 8);
    ++done;
  }
}

// Draws codes whose bits follow a few common factors, each of which pulls all
// bits one way or the other.
class Strangers {
 public:
  explicit Strangers(Dice& dice) : dice_(dice) {
    for (auto& factor : factors_) {
      for (uint64_t& word : factor) word = dice_.next();
    }
  }

  void draw(uint8_t* code) {
    uint64_t words[4];
    for (uint64_t& word : words) word = dice_.next();
    // A factor, one way or the other, overrides 1 in 8 of the bits.
    for (const auto& factor : factors_) {
      const uint64_t sign = dice_.next() % 2 ? ~uint64_t{0} : 0;
      for (size_t w = 0; w < 4; ++w) {
        const uint64_t chosen = dice_.next() & dice_.next() & dice_.next();
        words[w] = (words[w] & ~chosen) | ((factor[w] ^ sign) & chosen);
      }
    }
    std::memcpy(code, words, sizeof(words));
  }

 private:
  Dice& dice_;
  uint64_t factors_[kFactors][4];
};

void copy_near(uint8_t* codes, size_t to, size_t from, size_t most_flips,
               Dice& dice) {
  std::memcpy(codes + to * kCodeBytes, codes + from * kCodeBytes, kCodeBytes);
  flip_bits(codes + to * kCodeBytes, dice.below(most_flips + 1), dice);
}

// Exchanges each code with a random earlier one or itself.
void shuffle(uint8_t* codes, size_t n, Dice& dice) {
  for (size_t i = n; i > 1; --i) {
    uint8_t* a = codes + (i - 1) * kCodeBytes;
    uint8_t* b = codes + dice.below(i) * kCodeBytes;
    if (a != b) std::swap_ranges(a, a + kCodeBytes, b);
  }
}

}  // namespace

LargeArray<uint8_t> generate_codes(size_t n, uint64_t seed) {
  LargeArray<uint8_t> codes(n * kCodeBytes);
  Dice dice(seed);
  Strangers strangers(dice);
  const size_t blanks = n / 2000;
  for (size_t i = 0; i < n;) {
    strangers.draw(&codes[i * kCodeBytes]);
    size_t followers = 0;
    if (i == 0) {
      followers = blanks;
    } else if (dice.below(100) < 18) {
      followers = 1 + dice.below(7);
    }
    const size_t first = i++;
    const size_t flips = first == 0 ? kNearestFlips : kMostFlips;
    for (; followers > 0 && i < n; --followers, ++i) {
      copy_near(codes.data(), i, first, flips, dice);
    }
  }
  shuffle(codes.data(), n, dice);
  return codes;
}

LargeArray<uint8_t> shorten_codes(std::span<const uint8_t> codes) {
  LargeArray<uint8_t> shortened(codes.size() / kCodeBytes * kShortBytes);
  for (size_t i = 0; i < shortened.size() / kShortBytes; ++i) {
    std::memcpy(shortened.data() + i * kShortBytes, &codes[i * kCodeBytes],
                kShortBytes);
  }
  return shortened;
}

std::vector<uint8_t> generate_queries(std::span<const uint8_t> codes, size_t m,
                                      uint64_t seed, size_t code_bytes) {
  const size_t n = codes.size() / code_bytes;
  const size_t flips = kMostFlips * code_bytes / kCodeBytes;
  Dice dice(seed);
  std::vector<uint8_t> queries(m * code_bytes);
  for (size_t q = 0; q < m; ++q) {
    uint8_t* query = &queries[q * code_bytes];
    if (n == 0) {
      for (size_t b = 0; b < code_bytes; ++b) {
        query[b] = static_cast<uint8_t>(dice.next());
      }
      continue;
    }
    std::memcpy(query, &codes[dice.below(n) * code_bytes], code_bytes);
    flip_bits(query, dice.below(flips + 1), dice, 8 * code_bytes);
  }
  return queries;
}

}  // namespace sleeve
