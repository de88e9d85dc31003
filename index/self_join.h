// All pairs of near codes of one collection, for finding duplicates.
#ifndef SLEEVE_INDEX_SELF_JOIN_H_
#define SLEEVE_INDEX_SELF_JOIN_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace sleeve {

/// Two rows of a collection, first < second, whose codes are near.
struct CodePair {
  int64_t first = 0;
  int64_t second = 0;
  int distance = 0;

  bool operator==(const CodePair&) const = default;
  auto operator<=>(const CodePair&) const = default;
};

using TakePairs = std::function<void(std::span<const CodePair>)>;

/// Passes every pair of `codes` [n][code_bytes], 32 or 8, at most `radius` bits
/// apart to `take` exactly once, some thousand at a time, in an order that
/// depends on neither machine nor threads.
///
/// (1) `take` is called by one thread at a time. What it throws ends the join
///     and is thrown on. The span is valid until it returns.
/// (2) Memory is some 60 bytes a code and does not grow with the pairs.
/// (3) Equal codes are pairs too: m of them make m * (m - 1) / 2.
///
/// Throws Error (invalid_argument) unless 0 <= radius <= 8 * code_bytes,
/// `threads` is at least 1 and n at most 4,000,000,000.
void self_join(std::span<const uint8_t> codes, size_t code_bytes, int radius,
               int threads, const TakePairs& take);

/// The same for codes [n][32].
void self_join(std::span<const uint8_t> codes, int radius, int threads,
               const TakePairs& take);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_SELF_JOIN_H_
