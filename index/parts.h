// The details of all artworks of a catalogue, as an index file: what finds
// artworks as parts of pictures.
#ifndef SLEEVE_INDEX_PARTS_H_
#define SLEEVE_INDEX_PARTS_H_

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/details.h"
#include "core/keypoints.h"
#include "core/sketch.h"
#include "index/file.h"
#include "index/keypoint_index.h"
#include "index/layers.h"
#include "index/snapshot.h"

namespace sleeve {

class CatalogueStore;
struct Artwork;
class LayeredSnapshot;

/// Height and width of an artwork in sides; 0 when it has no details.
struct Shape {
  float rows = 0;
  float columns = 0;
};

/// The bytes of a cover256 hash.
using Code = std::array<uint8_t, 32>;

/// What a place in a picture is compared with.
struct Subject {
  Shape shape;
  const Code& code;
  const Sketch& sketch;
  std::span<const PackedKeypoint> corners;
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

  /// Of artworks in memory, in this order.
  static std::shared_ptr<const Parts> of(std::span<const Artwork> artworks);

  /// Of so many artworks with so many keypoints in all, in memory; `artwork` is
  /// asked for each in turn. 13 kB an artwork at most. Throws Error (corrupt)
  /// when the keypoints are not as many.
  static std::shared_ptr<const Parts> of(
      uint64_t artworks, uint64_t keypoints,
      const std::function<Described(uint64_t position)>& artwork);

  /// `base`, which fits the base of `snapshot`, under what `snapshot` lays over
  /// it.
  static std::shared_ptr<const Parts> layered(std::shared_ptr<const Parts> base,
                                              const LayeredSnapshot& snapshot);

  /// The state of the catalogue that it was made from.
  const CatalogueVersion& version() const { return version_; }

  int64_t size() const;
  const Shape& shape(int64_t position) const;

  /// What is known of the artwork at `position`; valid as long as this is.
  Subject subject(int64_t position) const;

  /// How many keypoints the artwork at `position` has.
  uint64_t corners(int64_t position) const;

  /// Whether it holds exactly the details of `artwork` at `position`, or none
  /// where the artwork has none.
  bool holds(int64_t position, const Artwork& artwork) const;

  std::span<const PackedKeypoint> keypoints_of(int64_t position) const;

  /// As KeypointIndex has it.
  std::vector<Hit> hits(std::span<const Keypoint> picture) const;
  const PackedKeypoint& keypoint(uint32_t row) const;

  /// The bytes of the file, of both layers as one.
  std::vector<uint8_t> merged() const;

  /// The bytes of the file; none when there are layers.
  std::span<const uint8_t> bytes() const { return bytes_; }

 private:
  Parts() = default;
  std::pair<const Parts*, size_t> place(int64_t position) const;
  Parts(std::shared_ptr<const void> owner, std::span<const uint8_t> bytes,
        const std::string& name, uint64_t eager_bytes);

  std::shared_ptr<const void> owner_;  ///< of bytes_
  std::span<const uint8_t> bytes_;
  CatalogueVersion version_;
  std::span<const Shape> shapes_;
  std::span<const Sketch> sketches_;
  std::span<const Code> codes_;
  std::span<const uint64_t> ends_;
  KeypointIndex keypoints_;

  std::shared_ptr<const Parts> base_;   ///< null without layers
  std::shared_ptr<const Parts> added_;  ///< in memory
  Layers layers_;
};

/// The bytes of the file for this moment of a catalogue; equal bytes for equal
/// catalogues. Throws Error (corrupt) when a record is damaged.
std::vector<uint8_t> build_parts(const CatalogueStore& store);

/// Puts the same bytes at `path` in bounded memory: they are laid out in the
/// file, and what memory holds besides is 11 bytes a keypoint at most. Throws
/// Error as build_parts(), and io_error.
void write_parts(const CatalogueStore& store,
                 const std::filesystem::path& path);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_PARTS_H_
