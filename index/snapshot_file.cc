#include "index/snapshot_file.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "core/error.h"
#include "index/disk.h"

namespace sleeve {
namespace {

// The first section. The identity of the hash fills what is left.
struct Info {
  uint64_t generation;
  uint64_t artworks;
  uint8_t history[32];
  uint8_t digest[32];
  char identity[48];
};
static_assert(sizeof(Info) == 128);

constexpr uint64_t kFeatureBytes = kFeatureCount * sizeof(float);

std::array<SectionSize, 7> layout(uint64_t artworks, uint64_t id_bytes) {
  return {{{"info", sizeof(Info)},
           {"codes", artworks * kCodeBytes},
           {"qualities", artworks},
           {"weak_bits", artworks * kCodeBytes},
           {"features", artworks * kFeatureBytes},
           {"id_ends", artworks * sizeof(uint64_t)},
           {"id_bytes", id_bytes}}};
}

template <class Element>
std::span<const Element> as(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const Element*>(bytes.data()),
          bytes.size() / sizeof(Element)};
}

}  // namespace

SnapshotWriter::SnapshotWriter(uint64_t artworks, uint64_t id_bytes)
    : file_(layout(artworks, id_bytes)),
      codes_(file_.section("codes")),
      qualities_(file_.section("qualities")),
      weak_bits_(file_.section("weak_bits")),
      features_(file_.section("features")),
      id_ends_(file_.section("id_ends")),
      id_bytes_(file_.section("id_bytes")) {}

void SnapshotWriter::add_id(std::string_view id) {
  std::ranges::copy(id, id_bytes_.subspan(id_end_).begin());
  id_end_ += id.size();
  std::memcpy(&id_ends_[ids_ * sizeof(id_end_)], &id_end_, sizeof(id_end_));
  ++ids_;
}

void SnapshotWriter::put(uint64_t position, const Fingerprint& fingerprint) {
  std::ranges::copy(fingerprint.hash.bytes, &codes_[position * kCodeBytes]);
  std::ranges::copy(fingerprint.weak_bits, &weak_bits_[position * kCodeBytes]);
  std::memcpy(&features_[position * kFeatureBytes], fingerprint.features.data(),
              kFeatureBytes);
  qualities_[position] = static_cast<uint8_t>(fingerprint.quality);
}

std::vector<uint8_t> SnapshotWriter::finish(const CatalogueVersion& version,
                                            const Sha256Digest& digest) && {
  Info info{};
  info.generation = version.generation;
  info.artworks = ids_;
  std::ranges::copy(version.history, info.history);
  std::ranges::copy(digest, info.digest);
  algorithm_identity(Algorithm::cover256)
      .copy(info.identity, sizeof(info.identity));
  std::memcpy(file_.section("info").data(), &info, sizeof(info));
  return std::move(file_).finish();
}

std::shared_ptr<const SnapshotFile> SnapshotFile::map(
    const std::filesystem::path& path, uint64_t eager_bytes) {
  auto mapped = std::make_shared<const MappedFile>(path);
  const auto bytes = mapped->bytes();
  return std::shared_ptr<const SnapshotFile>(
      new SnapshotFile(std::move(mapped), bytes, path.string(), eager_bytes));
}

std::shared_ptr<const SnapshotFile> SnapshotFile::from_bytes(
    std::vector<uint8_t> bytes, uint64_t eager_bytes) {
  auto kept = std::make_shared<const std::vector<uint8_t>>(std::move(bytes));
  const std::span<const uint8_t> view = *kept;
  return std::shared_ptr<const SnapshotFile>(new SnapshotFile(
      std::move(kept), view, "The index in memory", eager_bytes));
}

SnapshotFile::SnapshotFile(std::shared_ptr<const void> owner,
                           std::span<const uint8_t> bytes,
                           const std::string& name, uint64_t eager_bytes)
    : owner_(std::move(owner)),
      bytes_(bytes),
      file_(bytes, name),
      eager_(bytes.size() <= eager_bytes) {
  read_info();
  read_columns();
  exact_ = ExactIndex(codes_);
}

void SnapshotFile::read_info() {
  file_.check("info");
  const auto section = file_.section("info");
  Info info;
  if (section.size() != sizeof(info)) file_.refuse("its description is wrong");
  std::memcpy(&info, section.data(), sizeof(info));
  const std::string_view identity(
      info.identity, strnlen(info.identity, sizeof(info.identity)));
  if (identity != algorithm_identity(Algorithm::cover256)) {
    file_.refuse("it holds hashes of another kind");
  }
  if (info.artworks > bytes_.size()) file_.refuse("its description is wrong");
  size_ = static_cast<int64_t>(info.artworks);
  version_.generation = info.generation;
  std::ranges::copy(info.history, version_.history.begin());
  Sha256Digest digest;
  std::ranges::copy(info.digest, digest.begin());
  digest_ = to_hex(digest);
}

void SnapshotFile::read_columns() {
  for (const char* name : {"codes", "qualities", "id_ends", "id_bytes"}) {
    file_.check(name);
  }
  if (eager_) check_rest();
  codes_ = column("codes", kCodeBytes);
  qualities_ = column("qualities", 1);
  weak_bits_ = column("weak_bits", kCodeBytes);
  features_ = as<float>(column("features", kFeatureBytes));
  id_ends_ = as<uint64_t>(column("id_ends", sizeof(uint64_t)));
  const auto ids = file_.section("id_bytes");
  id_bytes_ = {reinterpret_cast<const char*>(ids.data()), ids.size()};
  const uint64_t end = id_ends_.empty() ? 0 : id_ends_.back();
  if (!std::ranges::is_sorted(id_ends_) || end != id_bytes_.size()) {
    file_.refuse("its ids do not fit together");
  }
}

std::span<const uint8_t> SnapshotFile::column(std::string_view name,
                                              uint64_t width) const {
  const auto bytes = file_.section(name);
  if (bytes.size() != static_cast<uint64_t>(size_) * width) {
    file_.refuse("its section \"" + std::string(name) + "\" has a wrong size");
  }
  return bytes;
}

void SnapshotFile::check_rest() const {
  file_.check("weak_bits");
  file_.check("features");
}

std::span<const uint8_t> SnapshotFile::weak_bits() const {
  if (!eager_) std::call_once(rest_checked_, [this] { check_rest(); });
  return weak_bits_;
}

std::span<const float> SnapshotFile::features() const {
  if (!eager_) std::call_once(rest_checked_, [this] { check_rest(); });
  return features_;
}

std::string_view SnapshotFile::id(int64_t position) const {
  const auto i = static_cast<size_t>(position);
  const uint64_t begin = i == 0 ? 0 : id_ends_[i - 1];
  return id_bytes_.substr(begin, id_ends_[i] - begin);
}

}  // namespace sleeve
