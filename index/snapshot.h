// A consistent, immutable view of a catalogue for searching.
#ifndef SLEEVE_INDEX_SNAPSHOT_H_
#define SLEEVE_INDEX_SNAPSHOT_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/fingerprint.h"
#include "index/exact_index.h"
#include "index/sha256.h"

namespace sleeve {

/// What identifies the state of a catalogue. `history` is a digest over all
/// changes so far, so that equal generations of two catalogues differ.
struct CatalogueVersion {
  uint64_t generation = 0;
  Sha256Digest history{};

  bool operator==(const CatalogueVersion&) const = default;
};

/// Columns over the artworks of one catalogue generation, ordered by id.
/// Memory-mapped where possible. Threads may share it.
class Snapshot {
 public:
  virtual ~Snapshot() = default;

  virtual int64_t size() const = 0;
  virtual const CatalogueVersion& version() const = 0;
  uint64_t generation() const { return version().generation; }

  /// Names this exact content: 64 hex digits, equal for equal artworks
  /// whatever the order in which they were added.
  virtual const std::string& digest() const = 0;

  /// Codes [size()][32].
  virtual std::span<const uint8_t> codes() const = 0;
  virtual std::span<const uint8_t> qualities() const = 0;  ///< [size()], 0-100
  virtual std::span<const uint8_t> weak_bits() const = 0;  ///< [size()][32]
  virtual std::span<const float> features() const = 0;     ///< [size()][64]

  /// The same of artwork `position`, for those who need few of them.
  virtual std::span<const uint8_t> code(int64_t position) const {
    return codes().subspan(static_cast<size_t>(position) * kCodeBytes,
                           kCodeBytes);
  }
  virtual int quality(int64_t position) const {
    return qualities()[static_cast<size_t>(position)];
  }
  virtual std::span<const float> features_of(int64_t position) const {
    return features().subspan(static_cast<size_t>(position) * kFeatureCount,
                              kFeatureCount);
  }

  /// The id of artwork `position`. Valid until the snapshot dies.
  virtual std::string_view id(int64_t position) const = 0;

  /// The scan of codes().
  ExactIndex exact() const { return ExactIndex(codes()); }

  /// Element i holds the artworks at most `radius` bits from query i of
  /// `queries`, which is [m][32], as exact() finds them, but sooner where there
  /// are tables. Throws Error as ExactIndex does.
  virtual std::vector<std::vector<Neighbour>> within_batch(
      std::span<const uint8_t> queries, int radius) const {
    return exact().within_batch(queries, radius);
  }
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_SNAPSHOT_H_
