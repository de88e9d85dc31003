#include "index/feature_kernels.h"

// As in index/hamming.cc, so that forcing an instruction set means the same.
#define HWY_WANT_AVX3_DL
#define HWY_DISABLED_TARGETS \
  (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "index/feature_kernels.cc"
// clang-format off: this header includes the present file again.
#include <hwy/foreach_target.h>
// clang-format on
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace sleeve {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr size_t kSums = 16;

// At most as many lanes as there are sums.
using Floats = hn::CappedTag<float, kSums>;

HWY_INLINE float squared_distance(const float* row, const float* query,
                                  size_t columns) {
  const Floats tag;
  const size_t lanes = hn::Lanes(tag);
  HWY_ALIGN float sums[kSums] = {};
  size_t i = 0;
  for (size_t part = 0; part < kSums; part += lanes) {
    auto sum = hn::Zero(tag);
    for (i = 0; i + kSums <= columns; i += kSums) {
      const auto difference = hn::Sub(hn::LoadU(tag, row + i + part),
                                      hn::LoadU(tag, query + i + part));
      sum = hn::Add(sum, hn::Mul(difference, difference));
    }
    hn::Store(sum, tag, sums + part);
  }
  for (size_t rest = 0; i + rest < columns; ++rest) {
    const float difference = row[i + rest] - query[i + rest];
    sums[rest] += difference * difference;
  }
  for (size_t half = kSums / 2; half > 0; half /= 2) {
    for (size_t s = 0; s < half; ++s) sums[s] += sums[s + half];
  }
  return sums[0];
}

void SquaredDistances(const float* rows, size_t n, size_t columns,
                      const float* query, float* distances) {
  for (size_t i = 0; i < n; ++i) {
    distances[i] = squared_distance(rows + i * columns, query, columns);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace sleeve
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sleeve {

HWY_EXPORT(SquaredDistances);

void squared_distances(const float* rows, size_t n, size_t columns,
                       const float* query, float* distances) {
  HWY_DYNAMIC_DISPATCH(SquaredDistances)(rows, n, columns, query, distances);
}

}  // namespace sleeve
#endif  // HWY_ONCE
