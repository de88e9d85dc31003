#include "index/self_join_kernels.h"

#include <algorithm>
#include <bit>
#include <cstring>

// As in index/hamming.cc, so that forcing an instruction set means the same.
#define HWY_WANT_AVX3_DL
#define HWY_DISABLED_TARGETS \
  (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "index/self_join_kernels.cc"
// clang-format off: this header includes the present file again.
#include <hwy/foreach_target.h>
// clang-format on
#include <hwy/highway.h>

#include "index/kernel_inl.h"

HWY_BEFORE_NAMESPACE();
namespace sleeve {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Words = hn::ScalableTag<uint32_t>;
using Vector = hn::Vec<Words>;

// Code pairs that are fetched ahead of the one being counted.
constexpr size_t kAhead = 12;

// Differing bits of a row, in all lanes, and of a vector of others.
template <int kColumns>
HWY_INLINE Vector distance_to(const JoinColumns& columns, size_t row,
                              const Vector* others) {
  const Words tag;
  Vector sum = hn::PopulationCount(
      hn::Xor(others[0], hn::Set(tag, columns.words[0][row])));
  for (int c = 1; c < kColumns; ++c) {
    sum = hn::Add(sum, hn::PopulationCount(hn::Xor(
                           others[c], hn::Set(tag, columns.words[c][row]))));
  }
  return sum;
}

// Writes those of `lanes` that are later than `row` and before the end.
HWY_NOINLINE size_t keep_lanes(uint64_t lanes, uint32_t row, uint32_t other,
                               uint32_t end, JoinHit* hits) {
  size_t count = 0;
  for (; lanes != 0; lanes &= lanes - 1) {
    const uint32_t second =
        other + static_cast<uint32_t>(std::countr_zero(lanes));
    if (second > row && second < end) hits[count++] = {row, second};
  }
  return count;
}

// Four rows, named rather than numbered, since compilers keep arrays of
// vectors in memory.
template <int kColumns>
HWY_INLINE size_t join_four(const JoinColumns& columns, const JoinTask& task,
                            JoinHit* hits) {
  const Words tag;
  const Vector limit = hn::Set(tag, static_cast<uint32_t>(task.limit + 1));
  const uint32_t last = task.end - 1;
  const uint32_t r0 = task.begin;
  const uint32_t r1 = std::min(r0 + 1, last);
  const uint32_t r2 = std::min(r0 + 2, last);
  const uint32_t r3 = std::min(r0 + 3, last);
  const auto lanes = static_cast<uint32_t>(hn::Lanes(tag));
  size_t count = 0;
  for (uint32_t other = std::max(task.other_begin, r0 + 1);
       other < task.other_end; other += lanes) {
    Vector others[kColumns];
    for (int c = 0; c < kColumns; ++c) {
      others[c] = hn::LoadU(tag, columns.words[c] + other);
    }
    const auto n0 =
        below(tag, distance_to<kColumns>(columns, r0, others), limit);
    const auto n1 =
        below(tag, distance_to<kColumns>(columns, r1, others), limit);
    const auto n2 =
        below(tag, distance_to<kColumns>(columns, r2, others), limit);
    const auto n3 =
        below(tag, distance_to<kColumns>(columns, r3, others), limit);
    const auto any = hn::Or(hn::Or(n0, n1), hn::Or(n2, n3));
    if (HWY_LIKELY(hn::AllFalse(tag, any))) continue;
    const uint32_t end = task.other_end;
    count += keep_lanes(lane_bits(tag, n0), r0, other, end, hits + count);
    if (r1 > r0) {
      count += keep_lanes(lane_bits(tag, n1), r1, other, end, hits + count);
    }
    if (r2 > r1) {
      count += keep_lanes(lane_bits(tag, n2), r2, other, end, hits + count);
    }
    if (r3 > r2) {
      count += keep_lanes(lane_bits(tag, n3), r3, other, end, hits + count);
    }
  }
  return count;
}

template <int kColumns>
HWY_INLINE size_t join_all(const JoinColumns& columns, JoinTask& task,
                           JoinHit* hits, size_t capacity) {
  const size_t most = kJoinRows * (task.other_end - task.other_begin);
  size_t count = 0;
  while (task.begin < task.end && count + most <= capacity) {
    count += join_four<kColumns>(columns, task, hits + count);
    task.begin = std::min(task.end, task.begin + uint32_t{kJoinRows});
  }
  return count;
}

size_t JoinRows(const JoinColumns& columns, JoinTask& task, JoinHit* hits,
                size_t capacity) {
  switch (columns.count) {
    case 1:
      return join_all<1>(columns, task, hits, capacity);
    case 2:
      return join_all<2>(columns, task, hits, capacity);
    case 3:
      return join_all<3>(columns, task, hits, capacity);
    default:
      return join_all<8>(columns, task, hits, capacity);
  }
}

template <size_t kWords>
HWY_INLINE void distances_of(const uint8_t* codes, const uint32_t* rows,
                             const JoinHit* hits, size_t count,
                             int* distances) {
  constexpr size_t kBytes = kWords * 8;
  for (size_t i = 0; i < count; ++i) {
    if (i + kAhead < count) {
      const JoinHit& ahead = hits[i + kAhead];
      __builtin_prefetch(codes + size_t{rows[ahead.first]} * kBytes);
      __builtin_prefetch(codes + size_t{rows[ahead.second]} * kBytes);
    }
    distances[i] =
        code_distance<kWords>(codes + size_t{rows[hits[i].first]} * kBytes,
                              codes + size_t{rows[hits[i].second]} * kBytes);
  }
}

void JoinDistances(const uint8_t* codes, size_t code_bytes,
                   const uint32_t* rows, const JoinHit* hits, size_t count,
                   int* distances) {
  if (code_bytes == 32) {
    distances_of<4>(codes, rows, hits, count, distances);
  } else {
    distances_of<1>(codes, rows, hits, count, distances);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace sleeve
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sleeve {

HWY_EXPORT(JoinRows);
HWY_EXPORT(JoinDistances);

size_t join_rows(const JoinColumns& columns, JoinTask& task, JoinHit* hits,
                 size_t capacity) {
  return HWY_DYNAMIC_DISPATCH(JoinRows)(columns, task, hits, capacity);
}

void join_distances(const uint8_t* codes, size_t code_bytes,
                    const uint32_t* rows, const JoinHit* hits, size_t count,
                    int* distances) {
  HWY_DYNAMIC_DISPATCH(JoinDistances)
  (codes, code_bytes, rows, hits, count, distances);
}

}  // namespace sleeve
#endif  // HWY_ONCE
