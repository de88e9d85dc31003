// A snapshot in two layers: the index file of an earlier state of the
// catalogue, and in memory what has changed since.
#ifndef SLEEVE_INDEX_LAYERED_SNAPSHOT_H_
#define SLEEVE_INDEX_LAYERED_SNAPSHOT_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/catalogue_changes.h"
#include "index/layers.h"
#include "index/parts.h"
#include "index/snapshot_file.h"

namespace sleeve {

/// Equal in every answer to the SnapshotFile of the same state.
class LayeredSnapshot final : public Snapshot {
 public:
  /// Lays `changes` over `base`, from whose version they lead. Null when they
  /// do not fit together, which only happens to damaged catalogues. Throws
  /// Error (corrupt) when the file is damaged.
  static std::shared_ptr<const LayeredSnapshot> make(
      std::shared_ptr<const SnapshotFile> base,
      const CatalogueChanges& changes);

  const SnapshotFile& base() const { return *base_; }
  const Layers& layers() const { return layers_; }

  /// The details of what lies over the base, by row.
  const std::shared_ptr<const Parts>& added_parts() const {
    return added_parts_;
  }

  /// The bytes of the file of both layers as one.
  std::vector<uint8_t> merged() const;

  int64_t size() const override { return layers_.size(); }
  const CatalogueVersion& version() const override { return version_; }
  const std::string& digest() const override;
  std::span<const uint8_t> code(int64_t position) const override;
  int quality(int64_t position) const override;
  std::span<const float> features_of(int64_t position) const override;
  std::string_view id(int64_t position) const override;
  std::vector<std::vector<Neighbour>> within_batch(
      std::span<const uint8_t> queries, int radius) const override;

  /// Columns are copied together when they are first asked for.
  std::span<const uint8_t> codes() const override;
  std::span<const uint8_t> qualities() const override;
  std::span<const uint8_t> weak_bits() const override;
  std::span<const float> features() const override;

 private:
  /// A column of both layers as one.
  template <class Element>
  struct Column {
    std::once_flag made;
    std::vector<Element> elements;
  };

  LayeredSnapshot(std::shared_ptr<const SnapshotFile> base, Layers layers,
                  const CatalogueChanges& changes);
  const SnapshotFile& layer(const Layers::Place& place) const {
    return place.added ? *added_ : *base_;
  }
  template <class Element, class Get>
  std::span<const Element> joined(Column<Element>& column, size_t width,
                                  const Get& get) const;

  std::shared_ptr<const SnapshotFile> base_;
  std::shared_ptr<const SnapshotFile> added_;
  std::shared_ptr<const Parts> added_parts_;
  Layers layers_;
  CatalogueVersion version_;
  mutable std::once_flag digest_made_;
  mutable std::string digest_;
  mutable Column<uint8_t> codes_, qualities_, weak_bits_;
  mutable Column<float> features_;
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_LAYERED_SNAPSHOT_H_
