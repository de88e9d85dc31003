#include "index/snapshot_file.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <thread>
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

// Queries after which comparing the tables' checksums has paid: as many as can
// be answered by scanning in that time.
constexpr uint64_t kQueriesBeforeTables = 64;

constexpr unsigned kMostBuildThreads = 4;

// A Band in the file.
struct StoredBand {
  int32_t first;
  int32_t width;
};

std::array<SectionSize, 10> layout(uint64_t artworks, uint64_t id_bytes,
                                   std::span<const Band> bands) {
  return {{{"info", sizeof(Info)},
           {"codes", artworks * kCodeBytes},
           {"qualities", artworks},
           {"weak_bits", artworks * kCodeBytes},
           {"features", artworks * kFeatureBytes},
           {"digests", artworks * sizeof(Sha256Digest)},
           {"id_ends", artworks * sizeof(uint64_t)},
           {"id_bytes", id_bytes},
           {"bands", bands.size() * sizeof(StoredBand)},
           {"tables",
            MultiIndex::tables_bytes(bands, static_cast<int64_t>(artworks))}}};
}

}  // namespace

Sha256Digest join_digests(std::span<const Sha256Digest> digests) {
  Sha256 all;
  all.update("sleeve snapshot 1\n").update(uint64_t{digests.size()});
  return all.update(digests.data(), digests.size_bytes()).finish();
}

SnapshotWriter::SnapshotWriter(uint64_t artworks, uint64_t id_bytes,
                               std::vector<Band> bands)
    : bands_(std::move(bands)),
      file_(layout(artworks, id_bytes, bands_)),
      codes_(file_.section("codes")),
      qualities_(file_.section("qualities")),
      weak_bits_(file_.section("weak_bits")),
      features_(file_.section("features")),
      digests_(file_.section("digests")),
      id_ends_(file_.section("id_ends")),
      id_bytes_(file_.section("id_bytes")) {}

void SnapshotWriter::add_id(std::string_view id) {
  std::ranges::copy(id, id_bytes_.subspan(id_end_).begin());
  id_end_ += id.size();
  std::memcpy(&id_ends_[ids_ * sizeof(id_end_)], &id_end_, sizeof(id_end_));
  ++ids_;
}

void SnapshotWriter::put(uint64_t position, const Fingerprint& fingerprint,
                         const Sha256Digest& digest) {
  std::ranges::copy(fingerprint.hash.bytes, &codes_[position * kCodeBytes]);
  std::ranges::copy(fingerprint.weak_bits, &weak_bits_[position * kCodeBytes]);
  std::memcpy(&features_[position * kFeatureBytes], fingerprint.features.data(),
              kFeatureBytes);
  qualities_[position] = static_cast<uint8_t>(fingerprint.quality);
  std::ranges::copy(digest, &digests_[position * digest.size()]);
}

void SnapshotWriter::put(uint64_t position, const SnapshotFile& from,
                         int64_t row) {
  const auto weak = from.weak_bits().subspan(
      static_cast<size_t>(row) * kCodeBytes, kCodeBytes);
  std::ranges::copy(from.code(row), &codes_[position * kCodeBytes]);
  std::ranges::copy(weak, &weak_bits_[position * kCodeBytes]);
  std::memcpy(&features_[position * kFeatureBytes],
              from.features_of(row).data(), kFeatureBytes);
  qualities_[position] = static_cast<uint8_t>(from.quality(row));
  std::ranges::copy(from.digests()[static_cast<size_t>(row)],
                    &digests_[position * sizeof(Sha256Digest)]);
}

std::vector<uint8_t> SnapshotWriter::finish(
    const CatalogueVersion& version) && {
  const Sha256Digest digest =
      join_digests({reinterpret_cast<const Sha256Digest*>(digests_.data()),
                    static_cast<size_t>(ids_)});
  Info info{};
  info.generation = version.generation;
  info.artworks = ids_;
  std::ranges::copy(version.history, info.history);
  std::ranges::copy(digest, info.digest);
  algorithm_identity(Algorithm::cover256)
      .copy(info.identity, sizeof(info.identity));
  std::memcpy(file_.section("info").data(), &info, sizeof(info));
  const auto bands = file_.section("bands");
  for (size_t i = 0; i < bands_.size(); ++i) {
    const StoredBand stored{bands_[i].first, bands_[i].width};
    std::memcpy(&bands[i * sizeof(stored)], &stored, sizeof(stored));
  }
  const unsigned threads =
      std::clamp(std::thread::hardware_concurrency(), 1U, kMostBuildThreads);
  MultiIndex::fill_tables(codes_, kCodeBytes, bands_, static_cast<int>(threads),
                          file_.section("tables"));
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
  read_bands();
  if (!eager_) return;
  for (const char* section : {"codes", "qualities", "weak_bits", "features",
                              "digests", "id_ends", "id_bytes", "tables"}) {
    file_.check(section);
  }
  check_ids();
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
  const auto artworks = static_cast<uint64_t>(size_);
  read(codes_, artworks * kCodeBytes);
  read(qualities_, artworks);
  read(weak_bits_, artworks * kCodeBytes);
  read(features_, artworks * kFeatureCount);
  read(digests_, artworks);
  read(id_ends_, artworks);
  read(id_bytes_, file_.section("id_bytes").size());
}

void SnapshotFile::read_bands() {
  file_.check("bands");
  const auto section = file_.section("bands");
  bool fit = section.size() % sizeof(StoredBand) == 0 &&
             section.size() / sizeof(StoredBand) <= kMaxBands;
  for (size_t at = 0; fit && at < section.size(); at += sizeof(StoredBand)) {
    StoredBand stored;
    std::memcpy(&stored, &section[at], sizeof(stored));
    bands_.push_back({stored.first, stored.width});
  }
  fit = fit && MultiIndex::bands_fit(bands_, 8 * kCodeBytes) &&
        (bands_.empty() || size_ > 0);
  if (!fit) file_.refuse("its bands do not fit together");
  read(tables_, MultiIndex::tables_bytes(bands_, size_));
}

template <class Element>
void SnapshotFile::read(Column<Element>& column, uint64_t count) const {
  const auto bytes = file_.section(column.name);
  if (bytes.size() != count * sizeof(Element)) {
    file_.refuse("its section \"" + std::string(column.name) +
                 "\" has a wrong size");
  }
  column.elements = {reinterpret_cast<const Element*>(bytes.data()), count};
}

template <class Element>
std::span<const Element> SnapshotFile::checked(
    const Column<Element>& column) const {
  if (!eager_) {
    std::call_once(column.checked, [&] { file_.check(column.name); });
  }
  return column.elements;
}

std::span<const uint8_t> SnapshotFile::codes() const { return checked(codes_); }

std::span<const uint8_t> SnapshotFile::qualities() const {
  return checked(qualities_);
}

std::span<const uint8_t> SnapshotFile::weak_bits() const {
  return checked(weak_bits_);
}

std::span<const float> SnapshotFile::features() const {
  return checked(features_);
}

std::span<const Sha256Digest> SnapshotFile::digests() const {
  return checked(digests_);
}

void SnapshotFile::check_ids() const {
  const auto ends = checked(id_ends_);
  const auto bytes = checked(id_bytes_);
  const uint64_t end = ends.empty() ? 0 : ends.back();
  if (!std::ranges::is_sorted(ends) || end != bytes.size()) {
    file_.refuse("its ids do not fit together");
  }
}

std::string_view SnapshotFile::id(int64_t position) const {
  if (!eager_) std::call_once(ids_checked_, [this] { check_ids(); });
  const auto i = static_cast<size_t>(position);
  const uint64_t begin = i == 0 ? 0 : id_ends_.elements[i - 1];
  return {id_bytes_.elements.data() + begin,
          static_cast<size_t>(id_ends_.elements[i] - begin)};
}

const MultiIndex& SnapshotFile::index() const {
  std::call_once(index_made_, [this] {
    index_ = MultiIndex(codes(), kCodeBytes, bands_, checked(tables_));
  });
  return index_;
}

std::vector<std::vector<Neighbour>> SnapshotFile::within_batch(
    std::span<const uint8_t> queries, int radius) const {
  const uint64_t before = asked_.fetch_add(queries.size() / kCodeBytes);
  if (bands_.empty() || before < kQueriesBeforeTables) {
    return exact().within_batch(queries, radius);
  }
  return index().within_batch(queries, radius);
}

}  // namespace sleeve
