// How the bits of a code are cut into bands, and what a search through them
// costs: the arithmetic behind MultiIndex.
#ifndef SLEEVE_INDEX_MULTI_INDEX_BANDS_H_
#define SLEEVE_INDEX_MULTI_INDEX_BANDS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace sleeve {

/// Bits [first, first + width) of a code. Bits are numbered within the code's
/// 64-bit words as this machine reads them: any order serves.
struct Band {
  int first = 0;
  int width = 0;

  bool operator==(const Band&) const = default;
};

inline constexpr int kMaxBands = 32;
inline constexpr int kMaxBandWidth = 28;

/// For one radius: how many bits a band may differ in and still be looked up.
///
/// Two codes at most r bits apart differ in at most thresholds[i] bits in some
/// band i whenever the sum of all thresholds[i] + 1 exceeds r: were each band
/// to differ in one bit more than its threshold, the codes would differ in
/// more than r. So the search is exact (Norouzi, Punjani and Fleet,
/// arXiv:1307.2982, with thresholds that need not be equal).
struct BandPlan {
  std::array<int8_t, kMaxBands> thresholds;  ///< -1: the band is left out
  double nanoseconds = 0;  ///< estimate for one query on one thread
};

/// What the estimates rest on: main memory's latency with many reads under
/// way, measured on a server of 2023. Only their ratios matter.
inline constexpr double kProbeNanoseconds = 12;
inline constexpr double kCandidateNanoseconds = 18;

/// The bands that answer `radius` fastest over n codes of `code_bits` bits,
/// with tables of at most `bytes_per_code`. Empty when no table fits.
std::vector<Band> choose_bands(int64_t n, int code_bits, int radius,
                               double bytes_per_code);

/// The cheapest thresholds that make a search through `bands` exact.
BandPlan plan_bands(std::span<const Band> bands, int64_t n, int radius);

/// Bits of `words` that belong to `band`.
inline uint32_t band_value(const uint64_t* words, Band band) {
  const int word = band.first / 64;
  const int shift = band.first % 64;
  uint64_t bits = words[word] >> shift;
  if (shift + band.width > 64) bits |= words[word + 1] << (64 - shift);
  return static_cast<uint32_t>(bits & ((uint64_t{1} << band.width) - 1));
}

/// The words of a code of `code_bytes` bytes, at most 32.
inline std::array<uint64_t, 4> code_words(const uint8_t* code,
                                          size_t code_bytes) {
  std::array<uint64_t, 4> words{};
  std::memcpy(words.data(), code, code_bytes);
  return words;
}

/// The next greater number with as many set bits. `value` is not 0.
inline uint64_t next_mask(uint64_t value) {
  const uint64_t filled = value | (value - 1);
  const int shift = __builtin_ctzll(value) + 1;
  return (filled + 1) | (((~filled & (filled + 1)) - 1) >> shift);
}

}  // namespace sleeve

#endif  // SLEEVE_INDEX_MULTI_INDEX_BANDS_H_
