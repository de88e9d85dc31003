// Snapshots as index files: the columns of one catalogue generation.
#ifndef SLEEVE_INDEX_SNAPSHOT_FILE_H_
#define SLEEVE_INDEX_SNAPSHOT_FILE_H_

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
#include "index/sha256.h"
#include "index/snapshot.h"

namespace sleeve {

/// What identifies the state of a catalogue. `history` is a digest over all
/// changes so far, so that equal generations of two catalogues differ.
struct CatalogueVersion {
  uint64_t generation = 0;
  Sha256Digest history{};

  bool operator==(const CatalogueVersion&) const = default;
};

/// Lays out the file of a snapshot in memory.
class SnapshotWriter {
 public:
  /// For `artworks` artworks whose ids have `id_bytes` bytes in all.
  SnapshotWriter(uint64_t artworks, uint64_t id_bytes);

  /// Appends an id; they must come in order.
  void add_id(std::string_view id);

  /// Sets the columns of artwork `position`.
  void put(uint64_t position, const Fingerprint& fingerprint);

  /// The file's bytes. `digest` names the content.
  std::vector<uint8_t> finish(const CatalogueVersion& version,
                              const Sha256Digest& digest) &&;

 private:
  IndexFileWriter file_;
  std::span<uint8_t> codes_;
  std::span<uint8_t> qualities_;
  std::span<uint8_t> weak_bits_;
  std::span<uint8_t> features_;
  std::span<uint8_t> id_ends_;
  std::span<uint8_t> id_bytes_;
  uint64_t ids_ = 0;
  uint64_t id_end_ = 0;
};

/// A snapshot in an index file, mapped or in memory.
///
/// Its checksums are compared when it is opened, but for the features and
/// weak bits of a file above `eager_bytes`: theirs are compared when they are
/// first asked for, and the call throws Error (corrupt) when they are wrong.
class SnapshotFile final : public Snapshot {
 public:
  static constexpr uint64_t kEagerBytes = uint64_t{1} << 30;

  /// Throws Error: not_found, io_error, corrupt, unsupported.
  static std::shared_ptr<const SnapshotFile> map(
      const std::filesystem::path& path, uint64_t eager_bytes = kEagerBytes);
  static std::shared_ptr<const SnapshotFile> from_bytes(
      std::vector<uint8_t> bytes, uint64_t eager_bytes = kEagerBytes);

  const CatalogueVersion& version() const { return version_; }
  std::span<const uint8_t> bytes() const { return bytes_; }

  int64_t size() const override { return size_; }
  uint64_t generation() const override { return version_.generation; }
  const std::string& digest() const override { return digest_; }
  std::span<const uint8_t> codes() const override { return codes_; }
  std::span<const uint8_t> qualities() const override { return qualities_; }
  std::span<const uint8_t> weak_bits() const override;
  std::span<const float> features() const override;
  std::string_view id(int64_t position) const override;

 private:
  SnapshotFile(std::shared_ptr<const void> owner,
               std::span<const uint8_t> bytes, const std::string& name,
               uint64_t eager_bytes);
  void read_info();
  void read_columns();
  std::span<const uint8_t> column(std::string_view name, uint64_t width) const;
  void check_rest() const;

  std::shared_ptr<const void> owner_;  ///< of bytes_
  std::span<const uint8_t> bytes_;
  IndexFile file_;
  CatalogueVersion version_;
  std::string digest_;
  int64_t size_ = 0;
  std::span<const uint8_t> codes_;
  std::span<const uint8_t> qualities_;
  std::span<const uint8_t> weak_bits_;
  std::span<const float> features_;
  std::span<const uint64_t> id_ends_;
  std::string_view id_bytes_;
  mutable std::once_flag rest_checked_;
  bool eager_ = false;
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_SNAPSHOT_FILE_H_
