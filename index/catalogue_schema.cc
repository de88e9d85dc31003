// Makes and recognises catalogue.db.
#include <unistd.h>

#include <system_error>

#include "core/error.h"
#include "core/hash.h"
#include "index/catalogue_store.h"
#include "index/disk.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kCreationPatience{30};

// meta has one row. `generation` of a row is the catalogue's when the row was
// written. Ids are BLOBs, since a file's name need not be text; their order is
// that of their bytes. A fingerprint is encoded by catalogue_codec.h. What
// parties, works and declarations will add refers to artworks.artwork.
constexpr char kSchema[] = R"sql(
CREATE TABLE meta (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  generation INTEGER NOT NULL,
  history BLOB NOT NULL CHECK (length(history) = 32),
  hash_identity TEXT NOT NULL
) STRICT;
CREATE TABLE artworks (
  artwork INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length(id) > 0),
  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
  generation INTEGER NOT NULL
) STRICT;
CREATE TABLE fingerprints (
  artwork INTEGER PRIMARY KEY REFERENCES artworks ON DELETE CASCADE,
  bytes BLOB NOT NULL
) STRICT;
CREATE TABLE tombstones (
  id BLOB PRIMARY KEY,
  generation INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE snapshots (
  generation INTEGER PRIMARY KEY,
  digest BLOB NOT NULL CHECK (length(digest) = 32),
  artworks INTEGER NOT NULL
) STRICT;
)sql";

// Encoded by details_codec.h. Catalogues of the first versions lack it.
constexpr char kDetailsTable[] = R"sql(
CREATE TABLE IF NOT EXISTS details (
  artwork INTEGER PRIMARY KEY REFERENCES artworks ON DELETE CASCADE,
  bytes BLOB NOT NULL
) STRICT;
)sql";

// What tells an index of an earlier generation what has changed since, and
// that it is one of this catalogue. Catalogues of the first versions lack it.
constexpr char kHistoriesTable[] = R"sql(
CREATE TABLE IF NOT EXISTS histories (
  generation INTEGER PRIMARY KEY,
  history BLOB NOT NULL CHECK (length(history) = 32)
) STRICT;
CREATE INDEX IF NOT EXISTS artworks_by_generation ON artworks (generation);
CREATE INDEX IF NOT EXISTS tombstones_by_generation
  ON tombstones (generation);
INSERT OR IGNORE INTO histories SELECT generation, history FROM meta;
)sql";

// When each artwork was last changed or removed, and by whose exchange file;
// kept by triggers, so that nothing passes them by.
constexpr char kChangesTable[] = R"sql(
CREATE TABLE changes (
  id BLOB PRIMARY KEY,
  updated TEXT NOT NULL,
  origin BLOB NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO changes SELECT id, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), x''
  FROM (SELECT id FROM artworks UNION SELECT id FROM tombstones);
CREATE TRIGGER artwork_added AFTER INSERT ON artworks BEGIN
  INSERT OR REPLACE INTO changes
    VALUES (new.id, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), x'');
END;
CREATE TRIGGER artwork_changed AFTER UPDATE ON artworks BEGIN
  INSERT OR REPLACE INTO changes
    VALUES (new.id, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), x'');
END;
CREATE TRIGGER artwork_removed AFTER DELETE ON artworks BEGIN
  INSERT OR REPLACE INTO changes
    VALUES (old.id, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), x'');
END;
)sql";

std::string identity() { return algorithm_identity(Algorithm::cover256); }

// A database without tables: new, or its maker was stopped.
bool empty(const Database& database) {
  return database.number("SELECT count(*) FROM sqlite_schema") == 0 &&
         database.number("PRAGMA application_id") == 0;
}

void make_tables(Database& database) {
  database.run("PRAGMA journal_mode = WAL");
  Transaction transaction(database, Transaction::Kind::write);
  if (!empty(database)) return;  // Another process was faster.
  database.run(kSchema);
  database.run(kDetailsTable);
  database.run(kChangesTable);
  Statement meta = database.prepare(
      "INSERT INTO meta VALUES (1, 0, zeroblob(32), CAST(? AS TEXT))");
  meta.bind(0, identity()).run();
  database.run(kHistoriesTable);
  database.run("PRAGMA application_id = " + std::to_string(kApplicationId) +
               "; PRAGMA user_version = " + std::to_string(kCatalogueFormat));
  transaction.commit();
}

[[noreturn]] void not_there(const fs::path& directory) {
  throw Error(ErrorCode::not_found,
              "There is no catalogue in " + directory.string() +
                  ". Name the folder of one, or make one with `sleeve "
                  "catalogue add`.");
}

void check_format(const Database& database, const fs::path& file) {
  if (database.number("PRAGMA application_id") != kApplicationId) {
    throw Error(ErrorCode::corrupt,
                file.string() +
                    " is a database of another program. Name another folder "
                    "for the catalogue.");
  }
  const int64_t format = database.number("PRAGMA user_version");
  if (format > kCatalogueFormat) {
    throw Error(ErrorCode::unsupported,
                file.string() + " was written by a newer Sleeve (format " +
                    std::to_string(format) + ", this one knows " +
                    std::to_string(kCatalogueFormat) + "). Update Sleeve.");
  }
  Statement meta = database.prepare("SELECT hash_identity FROM meta");
  if (format < kCatalogueFormat || !meta.step()) {
    throw Error(ErrorCode::corrupt,
                file.string() +
                    " lacks what Sleeve keeps in it. Restore it from a copy, "
                    "or make a new catalogue from the pictures.");
  }
  if (meta.text(0) != identity()) {
    throw Error(ErrorCode::unsupported,
                file.string() + " holds " + meta.text(0) +
                    " hashes, but this Sleeve makes " + identity() +
                    ", which cannot be compared. Make a new catalogue from "
                    "the pictures.");
  }
}

// Where nothing can be written, SQLite cannot share the file with a writer.
// Without a write-ahead log there is none.
bool is_immutable(const fs::path& file) {
  fs::path log = file;
  log += "-wal";
  std::error_code error;
  return ::access(file.parent_path().c_str(), W_OK) != 0 &&
         !fs::exists(log, error);
}

// SQLite takes what is shorter than its header for a new database.
void check_length(const fs::path& file) {
  constexpr uintmax_t kShortest = 512;
  std::error_code error;
  const uintmax_t size = fs::file_size(file, error);
  if (!error && size != 0 && size < kShortest) {
    throw Error(ErrorCode::corrupt,
                file.string() +
                    " is not a Sleeve catalogue, or what is left of one. Name "
                    "another folder, or restore the file from a copy.");
  }
}

// Of two processes that open an old catalogue, one makes the table.
void add_changes(Database& database) {
  Transaction transaction(database, Transaction::Kind::write);
  if (has_changes(database)) return;
  database.run(kChangesTable);
  transaction.commit();
}

Database create_database(const fs::path& directory, const fs::path& file) {
  make_directories(directory / "index");
  const auto lock =
      FileLock::acquire(directory / "index" / "lock", kCreationPatience);
  Database database(file, Database::Access::create);
  if (empty(database)) {
    make_tables(database);
    sync_directory(directory);
    sync_directory(fs::absolute(directory).parent_path());
  }
  return database;
}

Database open_existing(const fs::path& file, Catalogue::Mode mode) {
  if (mode != Catalogue::Mode::read) {
    return Database(file, Database::Access::write);
  }
  return Database(file, is_immutable(file) ? Database::Access::immutable
                                           : Database::Access::read);
}

}  // namespace

Database open_catalogue_database(const fs::path& directory,
                                 Catalogue::Mode mode) {
  const fs::path file = directory / "catalogue.db";
  std::error_code error;
  const bool exists = fs::exists(file, error);
  if (error) {
    throw Error(ErrorCode::io_error, "Cannot look at " + file.string() + ": " +
                                         error.message() + ".");
  }
  const bool create = mode == Catalogue::Mode::create;
  if (!exists && !create) not_there(directory);
  check_length(file);
  Database database =
      create ? create_database(directory, file) : open_existing(file, mode);
  if (empty(database)) not_there(directory);
  check_format(database, file);
  if (mode != Catalogue::Mode::read && !has_details(database)) {
    database.run(kDetailsTable);
  }
  if (mode != Catalogue::Mode::read && !has_histories(database)) {
    Transaction transaction(database, Transaction::Kind::write);
    database.run(kHistoriesTable);
    transaction.commit();
  }
  if (mode != Catalogue::Mode::read && !has_changes(database)) {
    add_changes(database);
  }
  return database;
}

}  // namespace sleeve
