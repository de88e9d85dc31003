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

/// Bits of the band after band `i` that a table keeps beside each row, the
/// last band being followed by the first: its `key`. A lone band has none.
Band key_band(std::span<const Band> bands, size_t i);

inline constexpr int kKeyBits = 16;

/// For one radius: how many bits a band may differ in and still be looked up.
///
/// Let each band i have a share s[i] of differing bits, all shares together
/// exceeding the radius r. In two codes at most r bits apart, some band i then
/// differs in fewer bits than s[i] (Norouzi, Punjani and Fleet,
/// arXiv:1307.2982); and one of these is such that it and the next band
/// together also differ in fewer bits than s[i] + s[i + 1]: begin behind the
/// last place where the sum of (differing bits - share), taken in a circle, is
/// greatest (Qin and Xiao's pigeonring principle, PVLDB 12(1), 2018). So a code
/// need only be looked at where its key passes as well.
struct BandPlan {
  /// s[i] - 1; -1: the band is left out.
  std::array<int8_t, kMaxBands> thresholds;

  /// Bits in which a band and its key may differ together.
  std::array<int8_t, kMaxBands> pair_limits;

  double nanoseconds = 0;  ///< estimate for one query on one thread
};

/// Whether band `i` leads a search to a code that differs from the query in
/// the bits of `difference` [4].
bool leads_to(std::span<const Band> bands, const BandPlan& plan, size_t i,
              const uint64_t* difference);

/// What the estimates rest on, measured on a server of 2023 while many reads
/// were under way: looking a value up, comparing one key, and looking at one
/// code. Only their ratios matter.
inline constexpr double kProbeNanoseconds = 20;
inline constexpr double kKeyNanoseconds = 0.3;
inline constexpr double kCandidateNanoseconds = 40;

/// Bytes that a table needs for the number of a row among n.
inline size_t row_bytes(int64_t n) { return n <= int64_t{1} << 24 ? 3 : 4; }

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
