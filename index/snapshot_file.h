// Snapshots as index files: the columns of one catalogue generation.
#ifndef SLEEVE_INDEX_SNAPSHOT_FILE_H_
#define SLEEVE_INDEX_SNAPSHOT_FILE_H_

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/fingerprint.h"
#include "index/file.h"
#include "index/multi_index.h"
#include "index/sha256.h"
#include "index/snapshot.h"

namespace sleeve {

class SnapshotFile;

/// Names a content by those of its artworks, in their order.
Sha256Digest join_digests(std::span<const Sha256Digest> digests);

/// Lays out the file of a snapshot in memory.
class SnapshotWriter {
 public:
  /// For `artworks` artworks whose ids have `id_bytes` bytes in all.
  SnapshotWriter(uint64_t artworks, uint64_t id_bytes)
      : SnapshotWriter(artworks, id_bytes,
                       MultiIndex::choose(static_cast<int64_t>(artworks), {})) {
  }

  /// Appends an id; they must come in order.
  void add_id(std::string_view id);

  /// Sets the columns of artwork `position`. `digest` names its content.
  void put(uint64_t position, const Fingerprint& fingerprint,
           const Sha256Digest& digest);

  /// Copies the columns of artwork `row` of another file.
  void put(uint64_t position, const SnapshotFile& from, int64_t row);

  /// The file's bytes, tables for searching included.
  std::vector<uint8_t> finish(const CatalogueVersion& version) &&;

 private:
  SnapshotWriter(uint64_t artworks, uint64_t id_bytes, std::vector<Band> bands);

  std::vector<Band> bands_;
  IndexFileWriter file_;
  std::span<uint8_t> codes_;
  std::span<uint8_t> qualities_;
  std::span<uint8_t> weak_bits_;
  std::span<uint8_t> features_;
  std::span<uint8_t> digests_;
  std::span<uint8_t> id_ends_;
  std::span<uint8_t> id_bytes_;
  uint64_t ids_ = 0;
  uint64_t id_end_ = 0;
};

/// A snapshot in an index file, mapped or in memory.
///
/// Its checksums are compared when it is opened. Those of a file above
/// `eager_bytes` are compared section by section when the section is first
/// asked for, and the call throws Error (corrupt) when it is damaged.
class SnapshotFile final : public Snapshot {
 public:
  static constexpr uint64_t kEagerBytes = uint64_t{1} << 30;

  /// Throws Error: not_found, io_error, corrupt, unsupported.
  static std::shared_ptr<const SnapshotFile> map(
      const std::filesystem::path& path, uint64_t eager_bytes = kEagerBytes);
  static std::shared_ptr<const SnapshotFile> from_bytes(
      std::vector<uint8_t> bytes, uint64_t eager_bytes = kEagerBytes);

  std::span<const uint8_t> bytes() const { return bytes_; }

  int64_t size() const override { return size_; }
  const CatalogueVersion& version() const override { return version_; }
  const std::string& digest() const override { return digest_; }
  std::span<const uint8_t> codes() const override;
  std::span<const uint8_t> qualities() const override;
  std::span<const uint8_t> weak_bits() const override;
  std::span<const float> features() const override;

  /// What the content of each artwork is called, [size()].
  std::span<const Sha256Digest> digests() const;

  std::string_view id(int64_t position) const override;
  std::vector<std::vector<Neighbour>> within_batch(
      std::span<const uint8_t> queries, int radius) const override;

 private:
  /// A column whose checksums are compared before it is first used.
  template <class Element>
  struct Column {
    const char* name;
    std::span<const Element> elements;
    mutable std::once_flag checked;
  };

  SnapshotFile(std::shared_ptr<const void> owner,
               std::span<const uint8_t> bytes, const std::string& name,
               uint64_t eager_bytes);
  void read_info();
  void read_columns();
  void read_bands();
  template <class Element>
  void read(Column<Element>& column, uint64_t count) const;
  template <class Element>
  std::span<const Element> checked(const Column<Element>& column) const;
  void check_ids() const;
  const MultiIndex& index() const;

  std::shared_ptr<const void> owner_;  ///< of bytes_
  std::span<const uint8_t> bytes_;
  IndexFile file_;
  CatalogueVersion version_;
  std::string digest_;
  int64_t size_ = 0;
  Column<uint8_t> codes_{"codes", {}, {}};
  Column<uint8_t> qualities_{"qualities", {}, {}};
  Column<uint8_t> weak_bits_{"weak_bits", {}, {}};
  Column<float> features_{"features", {}, {}};
  Column<Sha256Digest> digests_{"digests", {}, {}};
  Column<uint64_t> id_ends_{"id_ends", {}, {}};
  Column<char> id_bytes_{"id_bytes", {}, {}};
  Column<uint8_t> tables_{"tables", {}, {}};
  std::vector<Band> bands_;
  bool eager_ = false;
  mutable std::once_flag ids_checked_;
  mutable std::once_flag index_made_;
  mutable MultiIndex index_;
  mutable std::atomic<uint64_t> asked_ = 0;  ///< queries so far
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_SNAPSHOT_FILE_H_
