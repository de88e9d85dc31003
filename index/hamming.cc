#include "index/hamming.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/error.h"

// Highway leaves out the instruction set with the vector population count
// unless it is asked for.
#define HWY_WANT_AVX3_DL
// The kernels keep vectors in structs, which those without a fixed size forbid.
#define HWY_DISABLED_TARGETS \
  (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "index/hamming.cc"
// clang-format off: this header includes the present file again.
#include <hwy/foreach_target.h>
// clang-format on
#include <hwy/highway.h>

#include "index/kernel_inl.h"

HWY_BEFORE_NAMESPACE();
namespace sleeve {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Words = hn::ScalableTag<uint64_t>;
using Vector = hn::Vec<Words>;

// Most codes can be passed over for less than their distance costs: the bits
// that are set in x | y are at most those of x and y together. Of unlike codes
// three in four bits are set in the two words' union, 48 of 64 with a deviation
// of 3.5, and 96 of 128 with 4.9 in both pairs'. Up to these radii so few codes
// pass by chance that looking closer at them costs nothing.
constexpr int kOneUnionRadius = 34;
constexpr int kTwoUnionsRadius = 76;

// Set bits of each 64-bit lane, summed over the vectors.
template <class... Vectors>
HWY_INLINE Vector count_bits(Vector first, Vectors... rest) {
#if (HWY_ARCH_X86 && HWY_TARGET <= HWY_AVX3_DL) || HWY_TARGET == HWY_SCALAR
  Vector sum = hn::PopulationCount(first);
  ((sum = hn::Add(sum, hn::PopulationCount(rest))), ...);
  return sum;
#else
  // Counting in bytes and widening once is cheapest without an instruction.
  const hn::Repartition<uint8_t, Words> tag;
  auto sum = hn::PopulationCount(hn::BitCast(tag, first));
  ((sum = hn::Add(sum, hn::PopulationCount(hn::BitCast(tag, rest)))), ...);
  return hn::SumsOf8(sum);
#endif
}

size_t ScanCodes(const uint8_t* codes, size_t n, const uint8_t* query,
                 int radius, TileHit* hits) {
  const Words tag;
  const size_t lanes = hn::Lanes(tag);
  uint64_t words[4];
  std::memcpy(words, query, sizeof(words));
  const Vector q0 = hn::Set(tag, words[0]);
  const Vector q1 = hn::Set(tag, words[1]);
  const Vector q2 = hn::Set(tag, words[2]);
  const Vector q3 = hn::Set(tag, words[3]);
  const Vector limit = hn::Set(tag, static_cast<uint64_t>(radius + 1));
  size_t count = 0;
  size_t row = 0;
  for (; row + lanes <= n; row += lanes) {
    Vector c0, c1, c2, c3;
    hn::LoadInterleaved4(tag,
                         reinterpret_cast<const uint64_t*>(codes + row * 32),
                         c0, c1, c2, c3);
    const auto near = below(tag,
                            count_bits(hn::Xor(c0, q0), hn::Xor(c1, q1),
                                       hn::Xor(c2, q2), hn::Xor(c3, q3)),
                            limit);
    if (HWY_LIKELY(hn::AllFalse(tag, near))) continue;
    for (uint64_t bits = lane_bits(Words(), near); bits != 0;
         bits &= bits - 1) {
      const size_t i = row + static_cast<size_t>(std::countr_zero(bits));
      hits[count++] = {static_cast<uint32_t>(i),
                       code_distance<4>(codes + i * 32, words)};
    }
  }
  for (; row < n; ++row) {
    const int distance = code_distance<4>(codes + row * 32, words);
    if (distance <= radius) {
      hits[count++] = {static_cast<uint32_t>(row), distance};
    }
  }
  return count;
}

void MakeColumns(const uint8_t* codes, size_t n, TileColumns& columns) {
  const Words tag;
  const size_t lanes = hn::Lanes(tag);
  size_t row = 0;
  for (; row + lanes <= n; row += lanes) {
    Vector c0, c1, c2, c3;
    hn::LoadInterleaved4(tag,
                         reinterpret_cast<const uint64_t*>(codes + row * 32),
                         c0, c1, c2, c3);
    hn::Store(c0, tag, &columns.words[0][row]);
    hn::Store(c1, tag, &columns.words[1][row]);
    hn::Store(c2, tag, &columns.words[2][row]);
    hn::Store(c3, tag, &columns.words[3][row]);
  }
  const size_t padded = (n + lanes - 1) / lanes * lanes;
  for (; row < padded; ++row) {
    uint64_t words[4] = {};
    if (row < n) std::memcpy(words, codes + row * 32, sizeof(words));
    for (size_t w = 0; w < 4; ++w) columns.words[w][row] = words[w];
  }
}

// Looks closer at the lanes of one vector that may be near.
HWY_NOINLINE void check_bits(const uint8_t* codes, size_t row, size_t n,
                             uint64_t bits, TileSearch& search) {
  uint64_t words[4];
  std::memcpy(words, search.query, sizeof(words));
  for (; bits != 0; bits &= bits - 1) {
    const size_t i = row + static_cast<size_t>(std::countr_zero(bits));
    if (i >= n) return;
    const int distance = code_distance<4>(codes + i * 32, words);
    if (distance <= search.radius) {
      search.hits[search.count++] = {static_cast<uint32_t>(i), distance};
    }
  }
}

HWY_INLINE void check_lanes(const uint8_t* codes, size_t row, size_t n,
                            hn::Mask<Words> near, TileSearch& search) {
  const uint64_t bits = lane_bits(Words(), near);
  if (bits != 0) check_bits(codes, row, n, bits, search);
}

// A query's words and its radius, each in all lanes. Named rather than
// numbered, since compilers keep arrays of vectors in memory.
struct Query {
  Vector w0, w1, w2, w3, limit;
};

HWY_INLINE Query load_query(const TileSearch& search) {
  const Words tag;
  uint64_t words[4];
  std::memcpy(words, search.query, sizeof(words));
  return {hn::Set(tag, words[0]), hn::Set(tag, words[1]),
          hn::Set(tag, words[2]), hn::Set(tag, words[3]),
          hn::Set(tag, static_cast<uint64_t>(search.radius + 1))};
}

// Decides on whole codes.
struct WholeCodes {
  Vector c0, c1, c2, c3;

  HWY_INLINE WholeCodes(const TileColumns& columns, size_t row)
      : c0(hn::Load(Words(), &columns.words[0][row])),
        c1(hn::Load(Words(), &columns.words[1][row])),
        c2(hn::Load(Words(), &columns.words[2][row])),
        c3(hn::Load(Words(), &columns.words[3][row])) {}

  HWY_INLINE auto near(const Query& query) const {
    return below(Words(),
                 count_bits(hn::Xor(c0, query.w0), hn::Xor(c1, query.w1),
                            hn::Xor(c2, query.w2), hn::Xor(c3, query.w3)),
                 query.limit);
  }
};

// Passes over codes by the union of two words.
struct OneUnion {
  Vector c0, c1;

  HWY_INLINE OneUnion(const TileColumns& columns, size_t row)
      : c0(hn::Load(Words(), &columns.words[0][row])),
        c1(hn::Load(Words(), &columns.words[1][row])) {}

  HWY_INLINE auto near(const Query& query) const {
    return below(
        Words(),
        count_bits(hn::Or(hn::Xor(c0, query.w0), hn::Xor(c1, query.w1))),
        query.limit);
  }
};

// Passes over codes by the unions of two words each.
struct TwoUnions {
  WholeCodes codes;

  HWY_INLINE TwoUnions(const TileColumns& columns, size_t row)
      : codes(columns, row) {}

  HWY_INLINE auto near(const Query& query) const {
    return below(
        Words(),
        count_bits(
            hn::Or(hn::Xor(codes.c0, query.w0), hn::Xor(codes.c1, query.w1)),
            hn::Or(hn::Xor(codes.c2, query.w2), hn::Xor(codes.c3, query.w3))),
        query.limit);
  }
};

template <class Codes>
HWY_INLINE void scan_as(const uint8_t* codes, const TileColumns& columns,
                        size_t n, TileSearch* searches) {
  const Words tag;
  const Query q0 = load_query(searches[0]);
  const Query q1 = load_query(searches[1]);
  const Query q2 = load_query(searches[2]);
  const Query q3 = load_query(searches[3]);
  for (size_t row = 0; row < n; row += hn::Lanes(tag)) {
    const Codes some(columns, row);
    const auto n0 = some.near(q0);
    const auto n1 = some.near(q1);
    const auto n2 = some.near(q2);
    const auto n3 = some.near(q3);
    const auto any = hn::Or(hn::Or(n0, n1), hn::Or(n2, n3));
    if (HWY_LIKELY(hn::AllFalse(tag, any))) continue;
    check_lanes(codes, row, n, n0, searches[0]);
    check_lanes(codes, row, n, n1, searches[1]);
    check_lanes(codes, row, n, n2, searches[2]);
    check_lanes(codes, row, n, n3, searches[3]);
  }
}

void ScanColumns(const uint8_t* codes, const TileColumns& columns, size_t n,
                 TileSearch* searches) {
  static_assert(kGroupQueries == 4);
  int radius = -1;
  for (size_t q = 0; q < kGroupQueries; ++q) {
    radius = HWY_MAX(radius, searches[q].radius);
    searches[q].count = 0;
  }
  if (radius <= kOneUnionRadius) {
    scan_as<OneUnion>(codes, columns, n, searches);
  } else if (radius <= kTwoUnionsRadius) {
    scan_as<TwoUnions>(codes, columns, n, searches);
  } else {
    scan_as<WholeCodes>(codes, columns, n, searches);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace sleeve
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace sleeve {

HWY_EXPORT(ScanCodes);
HWY_EXPORT(MakeColumns);
HWY_EXPORT(ScanColumns);

size_t scan_codes(const uint8_t* codes, size_t n, const uint8_t* query,
                  int radius, TileHit* hits) {
  return HWY_DYNAMIC_DISPATCH(ScanCodes)(codes, n, query, radius, hits);
}

void make_columns(const uint8_t* codes, size_t n, TileColumns& columns) {
  HWY_DYNAMIC_DISPATCH(MakeColumns)(codes, n, columns);
}

void scan_columns(const uint8_t* codes, const TileColumns& columns, size_t n,
                  TileSearch searches[kGroupQueries]) {
  HWY_DYNAMIC_DISPATCH(ScanColumns)(codes, columns, n, searches);
}

namespace {

// Instruction sets that were compiled in and that this machine has.
int64_t runnable_targets() {
  hwy::SetSupportedTargetsForTest(0);
  return hwy::SupportedTargets() & HWY_TARGETS;
}

}  // namespace

std::vector<std::string> hamming_targets() {
  std::vector<std::string> names;
  // Better instruction sets have lower bits.
  for (int64_t left = runnable_targets(); left != 0; left &= left - 1) {
    names.emplace_back(hwy::TargetName(left & -left));
  }
  return names;
}

void force_hamming_target(std::string_view name) {
  int64_t left = runnable_targets();
  while (!name.empty() && left != 0 && name != hwy::TargetName(left & -left)) {
    left &= left - 1;
  }
  if (left == 0) {
    throw Error(ErrorCode::invalid_argument,
                "This machine cannot run the instruction set \"" +
                    std::string(name) + "\"; choose one of hamming_targets().");
  }
  hwy::GetChosenTarget().Update(name.empty() ? left : left & -left);
}

}  // namespace sleeve
#endif  // HWY_ONCE
