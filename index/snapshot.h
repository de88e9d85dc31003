// A consistent, immutable view of a catalogue for searching.
#ifndef SLEEVE_INDEX_SNAPSHOT_H_
#define SLEEVE_INDEX_SNAPSHOT_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/fingerprint.h"
#include "index/exact_index.h"

namespace sleeve {

/// Columns over the artworks of one catalogue generation, ordered by id.
/// Memory-mapped where possible. Threads may share it.
class Snapshot {
 public:
  virtual ~Snapshot() = default;

  virtual int64_t size() const = 0;
  virtual uint64_t generation() const = 0;

  /// Names this exact content: 64 hex digits, equal for equal artworks
  /// whatever the order in which they were added.
  virtual const std::string& digest() const = 0;

  /// Codes [size()][32].
  virtual std::span<const uint8_t> codes() const = 0;
  virtual std::span<const uint8_t> qualities() const = 0;  ///< [size()], 0-100
  virtual std::span<const uint8_t> weak_bits() const = 0;  ///< [size()][32]
  virtual std::span<const float> features() const = 0;     ///< [size()][64]

  /// The id of artwork `position`. Valid until the snapshot dies.
  virtual std::string_view id(int64_t position) const = 0;

  const ExactIndex& exact() const { return exact_; }

 protected:
  ExactIndex exact_;
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_SNAPSHOT_H_
