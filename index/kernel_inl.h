// What the kernels of several files share. Included by them once for each
// instruction set, behind Highway's own headers, so that each gets a copy of
// these functions made for it.
#if defined(SLEEVE_INDEX_KERNEL_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SLEEVE_INDEX_KERNEL_INL_H_
#undef SLEEVE_INDEX_KERNEL_INL_H_
#else
#define SLEEVE_INDEX_KERNEL_INL_H_
#endif

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

HWY_BEFORE_NAMESPACE();
namespace sleeve {
namespace HWY_NAMESPACE {

// The lanes of a mask as bits, the first lane lowest.
template <class Tag>
HWY_INLINE uint64_t lane_bits(Tag tag, hwy::HWY_NAMESPACE::Mask<Tag> mask) {
  uint8_t bytes[16] = {};
  hwy::HWY_NAMESPACE::StoreMaskBits(tag, mask, bytes);
  uint64_t bits;
  std::memcpy(&bits, bytes, sizeof(bits));
  return bits;
}

// The lanes in which `count` is below `limit`. Counts of bits are small, so
// that the signed comparison, which more instruction sets have, does as well.
template <class Tag>
HWY_INLINE auto below(Tag tag, hwy::HWY_NAMESPACE::Vec<Tag> count,
                      hwy::HWY_NAMESPACE::Vec<Tag> limit) {
  namespace hn = hwy::HWY_NAMESPACE;
  const hn::RebindToSigned<Tag> with_sign;
  return hn::RebindMask(tag, hn::Lt(hn::BitCast(with_sign, count),
                                    hn::BitCast(with_sign, limit)));
}

// Differing bits of two codes, one by one: where memory is slower than
// counting, the instruction set's population count is all that is needed.
template <size_t kWords>
HWY_INLINE int code_distance(const void* a, const void* b) {
  uint64_t x[kWords], y[kWords];
  std::memcpy(x, a, sizeof(x));
  std::memcpy(y, b, sizeof(y));
  int bits = 0;
  for (size_t w = 0; w < kWords; ++w) bits += std::popcount(x[w] ^ y[w]);
  return bits;
}

}  // namespace HWY_NAMESPACE
}  // namespace sleeve
HWY_AFTER_NAMESPACE();

#endif  // per instruction set
