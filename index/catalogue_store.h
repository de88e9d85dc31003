// The tables of catalogue.db and the statements on them.
#ifndef SLEEVE_INDEX_CATALOGUE_STORE_H_
#define SLEEVE_INDEX_CATALOGUE_STORE_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "index/catalogue.h"
#include "index/database.h"
#include "index/sha256.h"
#include "index/snapshot_file.h"

namespace sleeve {

/// "SLEV": marks a SQLite file as a catalogue.
inline constexpr int64_t kApplicationId = 0x534c4556;

inline constexpr int64_t kCatalogueFormat = 1;

/// Opens catalogue.db and checks that it is a catalogue of this format and
/// hash identity; in mode `create` makes what is missing. Errors as
/// Catalogue::open().
Database open_catalogue_database(const std::filesystem::path& directory,
                                 Catalogue::Mode mode);

/// Reads and writes the tables. Belongs to one thread at a time.
class CatalogueStore {
 public:
  explicit CatalogueStore(Database database);

  std::vector<Added> add(std::span<const Artwork> artworks);
  std::vector<bool> remove(std::span<const std::string> ids);
  bool holds(const std::string& id, const Sha256Digest& sha256) const;
  bool holds_id(const std::string& id) const;
  bool holds_details(const std::string& id, const Sha256Digest& sha256) const;
  void list(const std::function<void(const Artwork&)>& visit) const;

  /// Those that were added or replaced after `generation`.
  void list_since(uint64_t generation,
                  const std::function<void(const Artwork&)>& visit) const;

  /// As Catalogue::merge().
  CatalogueMerge merge(std::span<const CatalogueChange> changes,
                       const std::string& origin);

  /// As Catalogue::list_changes().
  void list_changes(
      const std::function<void(const CatalogueChange&)>& visit) const;

  CatalogueVersion version() const;
  int64_t artworks() const;
  int64_t removed() const;

  /// Notes which content a generation had, so that a digest in evidence leads
  /// to its generation, and so that verify() sees content change alone.
  void record_snapshot(const SnapshotFile& snapshot);

  /// The digest that was noted for a generation, if one was.
  std::optional<Sha256Digest> recorded_digest(uint64_t generation) const;

  /// For those who read several things of one moment, in a Transaction.
  Database& database() const { return database_; }

 private:
  // What one transaction does: the generation that it makes, and the history
  // with each change appended.
  struct Change {
    CatalogueVersion next;
    Sha256 history;
    bool any = false;

    explicit Change(const CatalogueVersion& before);
    void note(std::string_view kind, const std::string& id,
              std::span<const uint8_t> bytes);
  };

  void merge_one(const CatalogueChange& incoming, const std::string& origin,
                 Change& change, CatalogueMerge& merge);
  Added add_one(const Artwork& artwork, Change& change);
  bool same_details(int64_t row, const Sha256Digest& sha256,
                    const Artwork& artwork);
  void put_details(int64_t row, const Sha256Digest& sha256,
                   const Artwork& artwork, Change& change);
  bool remove_one(const std::string& id, Change& change);
  void finish(Transaction& transaction, Change& change);

  mutable Database database_;
  mutable Statement get_version_;
  Statement set_version_;
  mutable Statement find_;
  mutable Statement holds_;
  Statement insert_artwork_;
  Statement update_artwork_;
  Statement delete_artwork_;
  Statement insert_fingerprint_;
  Statement insert_tombstone_;
  Statement delete_tombstone_;
};

/// The digest in a column. Nothing when it has not 32 bytes.
std::optional<Sha256Digest> digest_column(const Statement& row, int column);

/// Whether the database remembers the history of its generations.
bool has_histories(const Database& database);

/// Whether the database has a table of details. One that was made before
/// there were any gets it when it is first opened for writing.
bool has_details(const Database& database);

/// The same of the table that tells when artworks were changed.
bool has_changes(const Database& database);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_CATALOGUE_STORE_H_
