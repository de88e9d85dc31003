#include "index/multi_index_kernels.h"

#include <algorithm>
#include <bit>
#include <cstring>

// As in index/hamming.cc, so that forcing an instruction set means the same.
#define HWY_WANT_AVX3_DL
#define HWY_DISABLED_TARGETS \
  (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "index/multi_index_kernels.cc"
// clang-format off: this header includes the present file again.
#include <hwy/foreach_target.h>
// clang-format on
#include <hwy/highway.h>

#include "index/kernel_inl.h"

HWY_BEFORE_NAMESPACE();
namespace sleeve {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Keys = hn::ScalableTag<uint16_t>;

// Ranges whose keys are fetched ahead of the one being compared, and the most
// of each: longer ones the processor fetches by itself.
constexpr size_t kRangesAhead = 8;
constexpr size_t kFetchedKeys = 512;
constexpr size_t kLineKeys = 32;

HWY_INLINE void prefetch_keys(const KeyRange& range) {
  const size_t count = std::min<size_t>(range.count, kFetchedKeys);
  for (size_t i = 0; i < count; i += kLineKeys) {
    __builtin_prefetch(range.keys + i);
  }
}

size_t CheckKeys(const KeyRange* ranges, size_t n, KeyHit* hits) {
  const Keys tag;
  const size_t lanes = hn::Lanes(tag);
  for (size_t i = 0; i < std::min(n, kRangesAhead); ++i) {
    prefetch_keys(ranges[i]);
  }
  size_t count = 0;
  for (size_t i = 0; i < n; ++i) {
    if (i + kRangesAhead < n) prefetch_keys(ranges[i + kRangesAhead]);
    const KeyRange& range = ranges[i];
    const auto query = hn::Set(tag, range.query);
    const auto limit = hn::Set(tag, static_cast<uint16_t>(range.limit + 1));
    for (size_t at = 0; at < range.count; at += lanes) {
      const auto keys = hn::Xor(hn::LoadU(tag, range.keys + at), query);
      const auto near = below(tag, hn::PopulationCount(keys), limit);
      if (HWY_LIKELY(hn::AllFalse(tag, near))) continue;
      for (uint64_t bits = lane_bits(tag, near); bits != 0; bits &= bits - 1) {
        const size_t lane = at + static_cast<size_t>(std::countr_zero(bits));
        if (lane >= range.count) break;
        hits[count++] = {static_cast<uint32_t>(i), static_cast<uint32_t>(lane)};
      }
    }
  }
  return count;
}

// Codes that are fetched ahead of the one being counted.
constexpr size_t kAhead = 24;

template <size_t kWords>
HWY_INLINE size_t check_words(const uint8_t* codes, const uint32_t* rows,
                              size_t n, const uint64_t* query, int radius,
                              RowHit* hits) {
  constexpr size_t kBytes = kWords * 8;
  for (size_t i = 0; i < std::min(n, kAhead); ++i) {
    __builtin_prefetch(codes + rows[i] * kBytes);
  }
  size_t count = 0;
  for (size_t i = 0; i < n; ++i) {
    if (i + kAhead < n) __builtin_prefetch(codes + rows[i + kAhead] * kBytes);
    const int distance = code_distance<kWords>(codes + rows[i] * kBytes, query);
    hits[count] = {static_cast<uint32_t>(i), distance};
    count += distance <= radius;
  }
  return count;
}

size_t CheckRows(const uint8_t* codes, size_t code_bytes, const uint32_t* rows,
                 size_t n, const uint64_t* query, int radius, RowHit* hits) {
  return code_bytes == 32 ? check_words<4>(codes, rows, n, query, radius, hits)
                          : check_words<1>(codes, rows, n, query, radius, hits);
}

using Words = hn::ScalableTag<uint64_t>;

size_t ScanShortCodes(const uint8_t* codes, size_t n, uint64_t query,
                      int radius, TileHit* hits) {
  const Words tag;
  const size_t lanes = hn::Lanes(tag);
  const auto wanted = hn::Set(tag, query);
  const auto limit = hn::Set(tag, static_cast<uint64_t>(radius + 1));
  size_t count = 0;
  size_t at = 0;
  for (; at + lanes <= n; at += lanes) {
    // Codes need not be aligned; x86 and Arm do not mind.
    const auto words =
        hn::LoadU(tag, reinterpret_cast<const uint64_t*>(codes + at * 8));
    const auto bits = hn::PopulationCount(hn::Xor(words, wanted));
    const auto near = below(tag, bits, limit);
    if (HWY_LIKELY(hn::AllFalse(tag, near))) continue;
    for (uint64_t left = lane_bits(tag, near); left != 0; left &= left - 1) {
      const size_t row = at + static_cast<size_t>(std::countr_zero(left));
      hits[count++] = {static_cast<uint32_t>(row),
                       code_distance<1>(codes + row * 8, &query)};
    }
  }
  for (; at < n; ++at) {
    const int distance = code_distance<1>(codes + at * 8, &query);
    if (distance > radius) continue;
    hits[count++] = {static_cast<uint32_t>(at), distance};
  }
  return count;
}

}  // namespace HWY_NAMESPACE
}  // namespace sleeve
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sleeve {

HWY_EXPORT(CheckKeys);
HWY_EXPORT(CheckRows);
HWY_EXPORT(ScanShortCodes);

size_t check_keys(const KeyRange* ranges, size_t n, KeyHit* hits) {
  return HWY_DYNAMIC_DISPATCH(CheckKeys)(ranges, n, hits);
}

size_t check_rows(const uint8_t* codes, size_t code_bytes, const uint32_t* rows,
                  size_t n, const uint64_t* query, int radius, RowHit* hits) {
  return HWY_DYNAMIC_DISPATCH(CheckRows)(codes, code_bytes, rows, n, query,
                                         radius, hits);
}

size_t scan_short_codes(const uint8_t* codes, size_t n, uint64_t query,
                        int radius, TileHit* hits) {
  return HWY_DYNAMIC_DISPATCH(ScanShortCodes)(codes, n, query, radius, hits);
}

}  // namespace sleeve
#endif  // HWY_ONCE
