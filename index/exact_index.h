// Exact search over 256-bit codes: every answer is complete.
#ifndef SLEEVE_INDEX_EXACT_INDEX_H_
#define SLEEVE_INDEX_EXACT_INDEX_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sleeve {

inline constexpr size_t kCodeBytes = 32;

/// A code of the index near a query.
struct Neighbour {
  int64_t position = 0;  ///< row of the code, 0 <= position < size()
  int distance = 0;      ///< differing bits, 0 to 256

  bool operator==(const Neighbour&) const = default;
};

/// The order of answers: by distance, then by position.
inline bool closer(const Neighbour& a, const Neighbour& b) {
  return a.distance != b.distance ? a.distance < b.distance
                                  : a.position < b.position;
}

/// Searches codes [size()][32] by scanning all of them. Holds no copy: the
/// codes must outlive the index. Immutable, so threads may share it. Answers
/// are ordered by distance, then by position.
class ExactIndex {
 public:
  ExactIndex() = default;

  /// `codes` is [n][32]. Throws Error (invalid_argument) when its size is not
  /// a multiple of 32.
  explicit ExactIndex(std::span<const uint8_t> codes);

  int64_t size() const { return size_; }

  /// The k closest codes, fewer when the index holds fewer. `query` is [32].
  /// Throws Error (invalid_argument) when k is negative.
  std::vector<Neighbour> nearest(std::span<const uint8_t> query,
                                 int64_t k) const;

  /// All codes at most `radius` bits away, inclusive.
  /// Throws Error (invalid_argument) unless 0 <= radius <= 256.
  std::vector<Neighbour> within(std::span<const uint8_t> query,
                                int radius) const;

  /// Element i answers query i of `queries`, which is [m][32]. Codes are read
  /// once for several queries, which makes a batch faster than its parts.
  std::vector<std::vector<Neighbour>> nearest_batch(
      std::span<const uint8_t> queries, int64_t k) const;
  std::vector<std::vector<Neighbour>> within_batch(
      std::span<const uint8_t> queries, int radius) const;

 private:
  const uint8_t* codes_ = nullptr;
  int64_t size_ = 0;
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_EXACT_INDEX_H_
