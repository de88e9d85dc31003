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

std::array<SectionSize, 7> layout(uint64_t artworks, uint64_t keypoints) {
  return {{{"info", sizeof(Info)},
           {"shapes", artworks * sizeof(Shape)},
           {"sketches", artworks * sizeof(Sketch)},
           {"ends", artworks * sizeof(uint64_t)},
           {"keypoints", keypoints * sizeof(PackedKeypoint)},
           {"starts", KeypointIndex::starts_bytes(keypoints)},
           {"rows", KeypointIndex::rows_bytes(keypoints)}}};
}

// Lays out the file in memory, artwork by artwork.
class PartsWriter {
 public:
  PartsWriter(uint64_t artworks, uint64_t keypoints)
      : artworks_(artworks),
        keypoints_(keypoints),
        file_(layout(artworks, keypoints)),
        shapes_(file_.section("shapes")),
        sketches_(file_.section("sketches")),
        ends_(file_.section("ends")),
        packed_(file_.section("keypoints")) {}

  void add(const Fingerprint& fingerprint,
           const std::optional<Details>& details) {
    if (position_ == artworks_) damaged();
    if (details) put(fingerprint, *details);
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
  void put(const Fingerprint& fingerprint, const Details& details) {
    const Shape shape = shape_of(fingerprint);
    std::memcpy(&shapes_[position_ * sizeof(shape)], &shape, sizeof(shape));
    std::ranges::copy(details.sketch, &sketches_[position_ * sizeof(Sketch)]);
    const auto& mine = details.keypoints;
    if (end_ + mine.size() > keypoints_) damaged();
    if (!mine.empty()) {
      std::memcpy(&packed_[end_ * sizeof(PackedKeypoint)], mine.data(),
                  mine.size() * sizeof(PackedKeypoint));
    }
    end_ += mine.size();
  }

  uint64_t artworks_;
  uint64_t keypoints_;
  IndexFileWriter file_;
  std::span<uint8_t> shapes_;
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

}  // namespace

std::vector<uint8_t> build_parts(const CatalogueStore& store) {
  const Transaction one_moment(store.database(), Transaction::Kind::read);
  const CatalogueVersion version = store.version();
  const auto artworks = static_cast<uint64_t>(store.artworks());
  const uint64_t keypoints = count_keypoints(store);
  PartsWriter writer(artworks, keypoints);
  store.list([&](const Artwork& artwork) {
    writer.add(artwork.fingerprint, artwork.details);
  });
  return std::move(writer).finish(version);
}

std::shared_ptr<const Parts> Parts::of(const Described& artwork) {
  PartsWriter writer(1, artwork.details.keypoints.size());
  writer.add(artwork.fingerprint, artwork.details);
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
  generation_ = info.generation;
  std::ranges::copy(info.history, history_.begin());
  shapes_ = as<Shape>(file.section("shapes"));
  sketches_ = as<Sketch>(file.section("sketches"));
  const auto ends = as<uint64_t>(file.section("ends"));
  const uint64_t end = ends.empty() ? 0 : ends.back();
  if (!std::ranges::is_sorted(ends) || end != info.keypoints) {
    file.refuse("its keypoints do not fit together");
  }
  keypoints_ =
      KeypointIndex(as<PackedKeypoint>(file.section("keypoints")), ends,
                    file.section("starts"), file.section("rows"));
}

bool Parts::fits(const CatalogueVersion& version) const {
  return generation_ == version.generation && history_ == version.history;
}

}  // namespace sleeve
