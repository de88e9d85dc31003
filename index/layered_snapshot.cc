#include "index/layered_snapshot.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "index/catalogue_codec.h"

namespace sleeve {
namespace {

// How many artworks of a file have ids below `id`.
int64_t ids_below(const SnapshotFile& file, std::string_view id) {
  int64_t low = 0;
  for (int64_t high = file.size(); low < high;) {
    const int64_t middle = low + (high - low) / 2;
    if (file.id(middle) < id) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

bool holds(const SnapshotFile& file, int64_t row, std::string_view id) {
  return row < file.size() && file.id(row) == id;
}

std::shared_ptr<const SnapshotFile> file_of(const CatalogueChanges& changes) {
  uint64_t id_bytes = 0;
  for (const Artwork& artwork : changes.put) id_bytes += artwork.id.size();
  SnapshotWriter writer(changes.put.size(), id_bytes);
  for (size_t i = 0; i < changes.put.size(); ++i) {
    const Artwork& artwork = changes.put[i];
    const Sha256Digest sha256 = parse_sha256(artwork.sha256).value();
    writer.add_id(artwork.id);
    writer.put(i, artwork.fingerprint,
               content_digest(artwork.id, sha256,
                              encode_fingerprint(artwork.id, sha256,
                                                 artwork.fingerprint)));
  }
  return SnapshotFile::from_bytes(std::move(writer).finish(changes.version));
}

Layers layers_of(const SnapshotFile& base, const CatalogueChanges& changes) {
  std::vector<int64_t> gone;
  std::vector<int64_t> before;
  for (const Artwork& artwork : changes.put) {
    const int64_t row = ids_below(base, artwork.id);
    before.push_back(row);
    if (holds(base, row, artwork.id)) gone.push_back(row);
  }
  for (const std::string& id : changes.removed) {
    const int64_t row = ids_below(base, id);
    if (holds(base, row, id)) gone.push_back(row);
  }
  std::ranges::sort(gone);
  return Layers(base.size(), std::move(gone), std::move(before));
}

}  // namespace

std::shared_ptr<const LayeredSnapshot> LayeredSnapshot::make(
    std::shared_ptr<const SnapshotFile> base, const CatalogueChanges& changes) {
  Layers layers = layers_of(*base, changes);
  if (layers.size() != changes.artworks) return nullptr;
  return std::shared_ptr<const LayeredSnapshot>(
      new LayeredSnapshot(std::move(base), std::move(layers), changes));
}

LayeredSnapshot::LayeredSnapshot(std::shared_ptr<const SnapshotFile> base,
                                 Layers layers, const CatalogueChanges& changes)
    : base_(std::move(base)),
      added_(file_of(changes)),
      added_parts_(Parts::of(changes.put)),
      layers_(std::move(layers)),
      version_(changes.version) {}

std::vector<uint8_t> LayeredSnapshot::merged() const {
  uint64_t id_bytes = 0;
  for (int64_t i = 0; i < size(); ++i) id_bytes += id(i).size();
  SnapshotWriter writer(static_cast<uint64_t>(size()), id_bytes);
  for (int64_t i = 0; i < size(); ++i) {
    const Layers::Place place = layers_.place(i);
    writer.add_id(id(i));
    writer.put(static_cast<uint64_t>(i), layer(place), place.row);
  }
  return std::move(writer).finish(version_);
}

const std::string& LayeredSnapshot::digest() const {
  std::call_once(digest_made_, [this] {
    std::vector<Sha256Digest> digests;
    digests.reserve(static_cast<size_t>(size()));
    for (int64_t i = 0; i < size(); ++i) {
      const Layers::Place place = layers_.place(i);
      digests.push_back(layer(place).digests()[static_cast<size_t>(place.row)]);
    }
    digest_ = to_hex(join_digests(digests));
  });
  return digest_;
}

std::span<const uint8_t> LayeredSnapshot::code(int64_t position) const {
  const Layers::Place place = layers_.place(position);
  return layer(place).code(place.row);
}

int LayeredSnapshot::quality(int64_t position) const {
  const Layers::Place place = layers_.place(position);
  return layer(place).quality(place.row);
}

std::span<const float> LayeredSnapshot::features_of(int64_t position) const {
  const Layers::Place place = layers_.place(position);
  return layer(place).features_of(place.row);
}

std::string_view LayeredSnapshot::id(int64_t position) const {
  const Layers::Place place = layers_.place(position);
  return layer(place).id(place.row);
}

std::vector<std::vector<Neighbour>> LayeredSnapshot::within_batch(
    std::span<const uint8_t> queries, int radius) const {
  auto answers = base_->within_batch(queries, radius);
  const auto added = added_->within_batch(queries, radius);
  for (size_t q = 0; q < answers.size(); ++q) {
    auto& answer = answers[q];
    for (Neighbour& near : answer)
      near.position = layers_.of_base(near.position);
    std::erase_if(answer,
                  [](const Neighbour& near) { return near.position < 0; });
    for (const Neighbour& near : added[q]) {
      answer.push_back({layers_.of_added(near.position), near.distance});
    }
    std::ranges::sort(answer, closer);
  }
  return answers;
}

template <class Element, class Get>
std::span<const Element> LayeredSnapshot::joined(Column<Element>& column,
                                                 size_t width,
                                                 const Get& get) const {
  std::call_once(column.made, [&] {
    const std::span<const Element> base = get(*base_);
    const std::span<const Element> added = get(*added_);
    column.elements.reserve(static_cast<size_t>(size()) * width);
    for (int64_t i = 0; i < size(); ++i) {
      const Layers::Place place = layers_.place(i);
      const auto row =
          (place.added ? added : base)
              .subspan(static_cast<size_t>(place.row) * width, width);
      column.elements.insert(column.elements.end(), row.begin(), row.end());
    }
  });
  return column.elements;
}

std::span<const uint8_t> LayeredSnapshot::codes() const {
  return joined(codes_, kCodeBytes,
                [](const SnapshotFile& file) { return file.codes(); });
}

std::span<const uint8_t> LayeredSnapshot::qualities() const {
  return joined(qualities_, 1,
                [](const SnapshotFile& file) { return file.qualities(); });
}

std::span<const uint8_t> LayeredSnapshot::weak_bits() const {
  return joined(weak_bits_, kCodeBytes,
                [](const SnapshotFile& file) { return file.weak_bits(); });
}

std::span<const float> LayeredSnapshot::features() const {
  return joined(features_, kFeatureCount,
                [](const SnapshotFile& file) { return file.features(); });
}

}  // namespace sleeve
