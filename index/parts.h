// The details of all artworks of a catalogue, as an index file: what finds
// artworks as parts of pictures.
#ifndef SLEEVE_INDEX_PARTS_H_
#define SLEEVE_INDEX_PARTS_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/details.h"
#include "core/keypoints.h"
#include "core/sketch.h"
#include "index/file.h"
#include "index/keypoint_index.h"
#include "index/sha256.h"

namespace sleeve {

struct CatalogueVersion;
class CatalogueStore;

/// Height and width of an artwork in sides; 0 when it has no details.
struct Shape {
  float rows = 0;
  float columns = 0;
};

/// Columns by position in the snapshot of the same catalogue version.
/// Immutable, so threads may share it.
class Parts {
 public:
  /// Files above this size are not read whole when they are opened; damage in
  /// them can make answers wrong, but not the program fail.
  static constexpr uint64_t kEagerBytes = uint64_t{1} << 30;

  /// Throws Error: not_found, io_error, corrupt, unsupported.
  static std::shared_ptr<const Parts> map(const std::filesystem::path& path,
                                          uint64_t eager_bytes = kEagerBytes);
  static std::shared_ptr<const Parts> from_bytes(std::vector<uint8_t> bytes);

  /// Of one artwork, in memory: to compare a picture with it.
  static std::shared_ptr<const Parts> of(const Described& artwork);

  /// Whether it was made from this state of a catalogue.
  bool fits(const CatalogueVersion& version) const;

  int64_t size() const { return static_cast<int64_t>(shapes_.size()); }
  std::span<const Shape> shapes() const { return shapes_; }
  std::span<const Sketch> sketches() const { return sketches_; }
  const KeypointIndex& keypoints() const { return keypoints_; }
  std::span<const uint8_t> bytes() const { return bytes_; }

 private:
  Parts(std::shared_ptr<const void> owner, std::span<const uint8_t> bytes,
        const std::string& name, uint64_t eager_bytes);

  std::shared_ptr<const void> owner_;  ///< of bytes_
  std::span<const uint8_t> bytes_;
  uint64_t generation_ = 0;
  Sha256Digest history_{};
  std::span<const Shape> shapes_;
  std::span<const Sketch> sketches_;
  KeypointIndex keypoints_;
};

/// The bytes of the file for this moment of a catalogue; equal bytes for equal
/// catalogues. Throws Error (corrupt) when a record is damaged.
std::vector<uint8_t> build_parts(const CatalogueStore& store);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_PARTS_H_
