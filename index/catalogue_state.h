// What a Catalogue keeps while it is open.
#ifndef SLEEVE_INDEX_CATALOGUE_STATE_H_
#define SLEEVE_INDEX_CATALOGUE_STATE_H_

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "index/catalogue.h"
#include "index/catalogue_store.h"
#include "index/layered_snapshot.h"
#include "index/parts.h"
#include "index/snapshot_file.h"

namespace sleeve {

struct Catalogue::State {
  std::filesystem::path directory;
  Mode mode;
  CatalogueStore store;

  /// Kept as long as somebody uses it, so that it is not opened twice.
  std::weak_ptr<const Snapshot> last_snapshot = {};
  std::weak_ptr<const SnapshotFile> last_file = {};
  std::weak_ptr<const Parts> last_parts = {};
  std::weak_ptr<const Parts> last_parts_file = {};

  State(std::filesystem::path path, Mode opened, CatalogueStore tables)
      : directory(std::move(path)), mode(opened), store(std::move(tables)) {}

  std::filesystem::path index_file() const;
  std::filesystem::path parts_file() const;

  /// The store for reading; opened anew when it was overtaken by a writer
  /// that was not expected (Database::Access::immutable).
  const CatalogueStore& reader();

  /// Throws Error (io_error) when what was read since reader() may be half
  /// old, half new.
  void check_reading() const;

  /// Throws Error (invalid_argument) when the catalogue is open for reading.
  void need_write(const char* doing) const;

  /// What index/ holds, of whatever moment; null when it is missing or
  /// damaged.
  std::shared_ptr<const SnapshotFile> present_index();

  /// The snapshot of this moment if index/ holds it whole; otherwise nothing.
  std::shared_ptr<const SnapshotFile> current_index();

  /// The snapshot of this moment if index/ holds it but for a few changes.
  std::shared_ptr<const LayeredSnapshot> layered_index();

  /// The file of this moment, made anew when index/ lacks it.
  std::shared_ptr<const SnapshotFile> whole_index();

  /// The details of this version's artworks if index/ holds them; those that
  /// it holds but for the changes of `snapshot`; and made anew.
  std::shared_ptr<const Parts> current_parts(const CatalogueVersion& version);
  std::shared_ptr<const Parts> layered_parts(const Snapshot& snapshot);
  std::shared_ptr<const Parts> whole_parts();

  /// As CatalogueInfo has it.
  int64_t unmerged();

  /// Makes the file of index/ from `bytes`; the caller holds its lock. Throws
  /// Error (io_error).
  std::shared_ptr<const SnapshotFile> save_index(
      std::span<const uint8_t> bytes) const;

  /// Adds a sentence for each fault of index/.
  void verify_index(std::vector<std::string>& faults);
  void verify_parts(std::vector<std::string>& faults);
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_CATALOGUE_STATE_H_
