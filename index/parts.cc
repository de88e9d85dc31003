#include "index/parts.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "core/error.h"
#include "index/catalogue_codec.h"
#include "index/catalogue_store.h"
#include "index/details_codec.h"
#include "index/disk.h"
#include "index/layered_snapshot.h"
#include "index/watch.h"

namespace sleeve {
namespace {

// The first section. The identity of the descriptors fills what is left.
struct Info {
  uint64_t generation;
  uint64_t artworks;
  uint64_t keypoints;
  uint8_t history[32];
  char identity[40];
};
static_assert(sizeof(Info) == 96);

[[noreturn]] void damaged() {
  throw Error(ErrorCode::corrupt,
              "The catalogue has damaged records. Run `sleeve catalogue "
              "verify`, then add their pictures again.");
}

template <class Element>
std::span<const Element> as(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const Element*>(bytes.data()),
          bytes.size() / sizeof(Element)};
}

Shape shape_of(const Fingerprint& fingerprint) {
  const auto rows = static_cast<float>(fingerprint.rows);
  const auto columns = static_cast<float>(fingerprint.columns);
  const float longer = std::max(rows, columns);
  return {rows / longer, columns / longer};
}

std::array<SectionSize, 8> layout(uint64_t artworks, uint64_t keypoints) {
  return {{{"info", sizeof(Info)},
           {"shapes", artworks * sizeof(Shape)},
           {"codes", artworks * sizeof(Code)},
           {"sketches", artworks * sizeof(Sketch)},
           {"ends", artworks * sizeof(uint64_t)},
           {"keypoints", keypoints * sizeof(PackedKeypoint)},
           {"starts", KeypointIndex::starts_bytes(keypoints)},
           {"rows", KeypointIndex::rows_bytes(keypoints)}}};
}

// Lays out the file in memory, artwork by artwork.
class PartsWriter {
 public:
  PartsWriter(uint64_t artworks, uint64_t keypoints, IndexFileWriter file)
      : artworks_(artworks),
        keypoints_(keypoints),
        file_(std::move(file)),
        shapes_(file_.section("shapes")),
        codes_(file_.section("codes")),
        sketches_(file_.section("sketches")),
        ends_(file_.section("ends")),
        packed_(file_.section("keypoints")) {}

  void add(const Fingerprint& fingerprint,
           const std::optional<Details>& details) {
    if (details) {
      add({shape_of(fingerprint), fingerprint.hash.bytes, details->sketch,
           details->keypoints});
    } else {
      add({{}, {}, {}, {}});
    }
  }

  void add(const Subject& subject) {
    const auto& [shape, code, sketch, corners] = subject;
    if (position_ == artworks_ || end_ + corners.size() > keypoints_) damaged();
    std::memcpy(&shapes_[position_ * sizeof(shape)], &shape, sizeof(shape));
    std::ranges::copy(code, &codes_[position_ * sizeof(code)]);
    std::ranges::copy(sketch, &sketches_[position_ * sizeof(sketch)]);
    if (!corners.empty()) {
      std::memcpy(&packed_[end_ * sizeof(PackedKeypoint)], corners.data(),
                  corners.size_bytes());
    }
    end_ += corners.size();
    std::memcpy(&ends_[position_ * sizeof(end_)], &end_, sizeof(end_));
    ++position_;
  }

  std::vector<uint8_t> finish(const CatalogueVersion& version) && {
    if (position_ != artworks_ || end_ != keypoints_) damaged();
    Info info{version.generation, artworks_, keypoints_, {}, {}};
    std::ranges::copy(version.history, info.history);
    keypoint_identity().copy(info.identity, sizeof(info.identity) - 1);
    std::memcpy(file_.section("info").data(), &info, sizeof(info));
    KeypointIndex::fill(as<PackedKeypoint>(packed_), file_.section("starts"),
                        file_.section("rows"));
    return std::move(file_).finish();
  }

 private:
  uint64_t artworks_;
  uint64_t keypoints_;
  IndexFileWriter file_;
  std::span<uint8_t> shapes_;
  std::span<uint8_t> codes_;
  std::span<uint8_t> sketches_;
  std::span<uint8_t> ends_;
  std::span<uint8_t> packed_;
  uint64_t position_ = 0;
  uint64_t end_ = 0;
};

uint64_t count_keypoints(const CatalogueStore& store) {
  if (!has_details(store.database())) return 0;
  const std::string bytes_without =
      std::to_string(encode_details("", Sha256Digest{}, Details{}).size());
  return static_cast<uint64_t>(store.database().number(
      "SELECT coalesce(sum((length(bytes) - " + bytes_without + ") / " +
      std::to_string(sizeof(PackedKeypoint)) + "), 0) FROM details"));
}

std::array<SectionSize, 8> layout(const CatalogueStore& store) {
  return layout(static_cast<uint64_t>(store.artworks()),
                count_keypoints(store));
}

std::vector<uint8_t> fill(const CatalogueStore& store, IndexFileWriter file) {
  PartsWriter writer(static_cast<uint64_t>(store.artworks()),
                     count_keypoints(store), std::move(file));
  store.list([&](const Artwork& artwork) {
    writer.add(artwork.fingerprint, artwork.details);
    checkpoint(1);
  });
  return std::move(writer).finish(store.version());
}

}  // namespace

std::vector<uint8_t> build_parts(const CatalogueStore& store) {
  const Transaction one_moment(store.database(), Transaction::Kind::read);
  const auto sections = layout(store);
  return fill(store, IndexFileWriter(sections));
}

void write_parts(const CatalogueStore& store,
                 const std::filesystem::path& path) {
  const Transaction one_moment(store.database(), Transaction::Kind::read);
  const auto sections = layout(store);
  NewFile file(path, IndexFileWriter::file_bytes(sections));
  fill(store, IndexFileWriter(sections, file.bytes()));
  file.put_in_place();
}

std::shared_ptr<const Parts> Parts::of(const Described& artwork) {
  return of(1, artwork.details.keypoints.size(),
            [&](uint64_t) { return artwork; });
}

std::shared_ptr<const Parts> Parts::of(
    uint64_t artworks, uint64_t keypoints,
    const std::function<Described(uint64_t position)>& artwork) {
  PartsWriter writer(artworks, keypoints,
                     IndexFileWriter(layout(artworks, keypoints)));
  for (uint64_t i = 0; i < artworks; ++i) {
    const Described described = artwork(i);
    writer.add(described.fingerprint, described.details);
  }
  return from_bytes(std::move(writer).finish({}));
}

std::shared_ptr<const Parts> Parts::of(std::span<const Artwork> artworks) {
  uint64_t keypoints = 0;
  for (const Artwork& artwork : artworks) {
    if (artwork.details) keypoints += artwork.details->keypoints.size();
  }
  PartsWriter writer(artworks.size(), keypoints,
                     IndexFileWriter(layout(artworks.size(), keypoints)));
  for (const Artwork& artwork : artworks) {
    writer.add(artwork.fingerprint, artwork.details);
  }
  return from_bytes(std::move(writer).finish({}));
}

std::shared_ptr<const Parts> Parts::map(const std::filesystem::path& path,
                                        uint64_t eager_bytes) {
  auto mapped = std::make_shared<const MappedFile>(path);
  const auto bytes = mapped->bytes();
  return std::shared_ptr<const Parts>(
      new Parts(std::move(mapped), bytes, path.string(), eager_bytes));
}

std::shared_ptr<const Parts> Parts::from_bytes(std::vector<uint8_t> bytes) {
  auto kept = std::make_shared<const std::vector<uint8_t>>(std::move(bytes));
  const std::span<const uint8_t> view = *kept;
  return std::shared_ptr<const Parts>(
      new Parts(std::move(kept), view, "The index in memory", 0));
}

Parts::Parts(std::shared_ptr<const void> owner, std::span<const uint8_t> bytes,
             const std::string& name, uint64_t eager_bytes)
    : owner_(std::move(owner)), bytes_(bytes) {
  const IndexFile file(bytes, name);
  file.check("info");
  Info info;
  if (file.section("info").size() != sizeof(info)) {
    file.refuse("its description is wrong");
  }
  std::memcpy(&info, file.section("info").data(), sizeof(info));
  info.identity[sizeof(info.identity) - 1] = '\0';
  if (info.identity != keypoint_identity()) {
    file.refuse("it holds keypoints of another kind");
  }
  if (info.artworks > bytes.size() || info.keypoints > bytes.size()) {
    file.refuse("its description is wrong");
  }
  for (const SectionSize& expected : layout(info.artworks, info.keypoints)) {
    if (file.section(expected.name).size() != expected.bytes) {
      file.refuse("its section \"" + std::string(expected.name) +
                  "\" has a wrong size");
    }
    if (bytes.size() <= eager_bytes) file.check(expected.name);
  }
  version_.generation = info.generation;
  std::ranges::copy(info.history, version_.history.begin());
  shapes_ = as<Shape>(file.section("shapes"));
  codes_ = as<Code>(file.section("codes"));
  sketches_ = as<Sketch>(file.section("sketches"));
  ends_ = as<uint64_t>(file.section("ends"));
  const uint64_t end = ends_.empty() ? 0 : ends_.back();
  if (!std::ranges::is_sorted(ends_) || end != info.keypoints) {
    file.refuse("its keypoints do not fit together");
  }
  keypoints_ =
      KeypointIndex(as<PackedKeypoint>(file.section("keypoints")), ends_,
                    file.section("starts"), file.section("rows"));
}

std::shared_ptr<const Parts> Parts::layered(std::shared_ptr<const Parts> base,
                                            const LayeredSnapshot& snapshot) {
  std::shared_ptr<Parts> parts(new Parts);
  parts->version_ = snapshot.version();
  parts->base_ = std::move(base);
  parts->added_ = snapshot.added_parts();
  parts->layers_ = snapshot.layers();
  return parts;
}

int64_t Parts::size() const {
  return base_ ? layers_.size() : static_cast<int64_t>(shapes_.size());
}

std::pair<const Parts*, size_t> Parts::place(int64_t position) const {
  if (!base_) return {this, static_cast<size_t>(position)};
  const Layers::Place place = layers_.place(position);
  return {place.added ? added_.get() : base_.get(),
          static_cast<size_t>(place.row)};
}

const Shape& Parts::shape(int64_t position) const {
  const auto [layer, row] = place(position);
  return layer->shapes_[row];
}

Subject Parts::subject(int64_t position) const {
  const auto [layer, row] = place(position);
  return {layer->shapes_[row], layer->codes_[row], layer->sketches_[row],
          keypoints_of(position)};
}

std::span<const PackedKeypoint> Parts::keypoints_of(int64_t position) const {
  const auto [layer, row] = place(position);
  const uint64_t begin = row == 0 ? 0 : layer->ends_[row - 1];
  return layer->keypoints_.rows(begin, layer->ends_[row]);
}

uint64_t Parts::corners(int64_t position) const {
  return keypoints_of(position).size();
}

bool Parts::holds(int64_t position, const Artwork& artwork) const {
  if (position >= size()) return false;
  const Subject mine = subject(position);
  if (!artwork.details) return !(mine.shape.rows > 0) && mine.corners.empty();
  const Shape theirs = shape_of(artwork.fingerprint);
  return mine.shape.rows == theirs.rows &&
         mine.shape.columns == theirs.columns &&
         mine.code == artwork.fingerprint.hash.bytes &&
         mine.sketch == artwork.details->sketch &&
         std::ranges::equal(mine.corners, artwork.details->keypoints);
}

// Keypoints of the base come first, then those of the small layer.
std::vector<Hit> Parts::hits(std::span<const Keypoint> picture) const {
  if (!base_) return keypoints_.hits(picture);
  std::vector<Hit> hits;
  for (Hit hit : base_->hits(picture)) {
    const int64_t position = layers_.of_base(hit.artwork);
    if (position < 0) continue;
    hit.artwork = static_cast<uint32_t>(position);
    hits.push_back(hit);
  }
  for (Hit hit : added_->hits(picture)) {
    hit.artwork = static_cast<uint32_t>(layers_.of_added(hit.artwork));
    hit.keypoint += static_cast<uint32_t>(base_->keypoints_.size());
    hits.push_back(hit);
  }
  std::ranges::sort(hits, nearer);
  return hits;
}

const PackedKeypoint& Parts::keypoint(uint32_t row) const {
  if (!base_) return keypoints_.keypoint(row);
  const auto first = static_cast<uint32_t>(base_->keypoints_.size());
  return row < first ? base_->keypoint(row) : added_->keypoint(row - first);
}

std::vector<uint8_t> Parts::merged() const {
  uint64_t keypoints = 0;
  for (int64_t i = 0; i < size(); ++i) keypoints += keypoints_of(i).size();
  const auto artworks = static_cast<uint64_t>(size());
  PartsWriter writer(artworks, keypoints,
                     IndexFileWriter(layout(artworks, keypoints)));
  for (int64_t i = 0; i < size(); ++i) {
    writer.add(subject(i));
  }
  return std::move(writer).finish(version_);
}

}  // namespace sleeve
