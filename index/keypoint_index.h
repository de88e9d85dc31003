// Finds the keypoints of a catalogue that look like those of a picture.
#ifndef SLEEVE_INDEX_KEYPOINT_INDEX_H_
#define SLEEVE_INDEX_KEYPOINT_INDEX_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/keypoints.h"

namespace sleeve {

/// A keypoint of an artwork that looks like one of the picture.
struct Hit {
  uint32_t artwork = 0;   ///< position of the artwork in the snapshot
  uint32_t keypoint = 0;  ///< row among all keypoints of the catalogue
  uint32_t picture = 0;   ///< row among the picture's keypoints
  int distance = 0;       ///< bits between the descriptors
};

/// Hash tables over some bits of the descriptors each (locality-sensitive
/// hashing; Indyk and Motwani, STOC 1998). Looks at memory that it does not
/// own. Immutable, so threads may share it.
class KeypointIndex {
 public:
  KeypointIndex() = default;

  /// Artwork i owns the rows ends[i - 1] to ends[i] - 1 of `keypoints`; `ends`
  /// is sorted and its last is keypoints.size(). fill() made the tables.
  KeypointIndex(std::span<const PackedKeypoint> keypoints,
                std::span<const uint64_t> ends, std::span<const uint8_t> starts,
                std::span<const uint8_t> rows);

  /// How large the tables of so many keypoints are.
  static uint64_t starts_bytes(uint64_t keypoints);
  static uint64_t rows_bytes(uint64_t keypoints);

  /// Fills the tables, which are zero. Throws Error (unsupported) above 2^32
  /// keypoints.
  static void fill(std::span<const PackedKeypoint> keypoints,
                   std::span<uint8_t> starts, std::span<uint8_t> rows);

  /// Pairs of keypoints that differ in at most kMaxHitDistance bits, of
  /// artworks that have several, ordered by artwork and then by distance. Most
  /// of those that differ in few bits are found; what very many keypoints look
  /// like is passed over, and only the rarest are looked at where there are
  /// too many to look at all.
  std::vector<Hit> hits(std::span<const Keypoint> picture) const;

  /// The keypoint of that row.
  const PackedKeypoint& keypoint(uint32_t row) const { return keypoints_[row]; }

  /// The keypoints `begin` to `end` - 1, as far as there are such: in damaged
  /// files there may be none.
  std::span<const PackedKeypoint> rows(uint64_t begin, uint64_t end) const {
    end = std::min<uint64_t>(end, keypoints_.size());
    begin = std::min(begin, end);
    return keypoints_.subspan(begin, end - begin);
  }

  uint64_t size() const { return keypoints_.size(); }

 private:
  template <class Visit>
  void visit_buckets(std::span<const Keypoint> picture,
                     const Visit& visit) const;
  std::vector<Hit> like(std::span<const Keypoint> picture) const;
  std::vector<Hit> near_ones(const std::vector<const uint32_t*>& slots,
                             std::span<const Keypoint> picture,
                             std::vector<Hit> hits) const;
  std::vector<Hit> of_several(std::vector<Hit> hits) const;

  std::span<const PackedKeypoint> keypoints_;
  std::span<const uint64_t> ends_;
  std::span<const uint32_t> starts_;
  std::span<const uint32_t> rows_;
  int key_bits_ = 0;
};

/// The order of hits.
bool nearer(const Hit& a, const Hit& b);

/// Unlike descriptors come this near about once in a million times.
inline constexpr int kMaxHitDistance = 26;

}  // namespace sleeve

#endif  // SLEEVE_INDEX_KEYPOINT_INDEX_H_
