#include "index/catalogue_store.h"

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "index/catalogue_codec.h"
#include "index/details_codec.h"
#include "index/watch.h"

namespace sleeve {
namespace {

[[noreturn]] void refuse(const std::string& sentence) {
  throw Error(ErrorCode::invalid_argument, sentence);
}

void check_id(const std::string& id) {
  if (id.empty()) refuse("The id of an artwork must not be empty.");
  if (id.find('\0') != std::string::npos) {
    refuse("The id of an artwork must not contain a NUL byte.");
  }
}

Sha256Digest checked_sha256(const Artwork& artwork) {
  const auto digest = parse_sha256(artwork.sha256);
  if (!digest) {
    refuse("The SHA-256 of \"" + artwork.id + "\" must have 64 hex digits.");
  }
  return *digest;
}

void check_algorithm(const Artwork& artwork) {
  const Algorithm algorithm = artwork.fingerprint.hash.algorithm;
  if (algorithm != Algorithm::cover256) {
    throw Error(ErrorCode::unsupported,
                "The artwork \"" + artwork.id + "\" has a " +
                    algorithm_identity(algorithm) +
                    " hash, but the catalogue holds " +
                    algorithm_identity(Algorithm::cover256) +
                    ". Hash the picture with that.");
  }
}

[[noreturn]] void damaged(const std::string& id) {
  throw Error(ErrorCode::corrupt,
              "The catalogue's record of \"" + id +
                  "\" is damaged. Run `sleeve catalogue verify`, then add the "
                  "picture again.");
}

constexpr int64_t kRememberedGenerations = 10'000;

// So that an index of an earlier generation can be told from one of another
// catalogue. What is older than the last of them is forgotten.
void remember(Database& database, const CatalogueVersion& version) {
  const auto generation = static_cast<int64_t>(version.generation);
  database.prepare("INSERT OR REPLACE INTO histories VALUES (?, ?)")
      .bind(0, generation)
      .bind(1, version.history)
      .run();
  database.prepare("DELETE FROM histories WHERE generation <= ?")
      .bind(0, generation - kRememberedGenerations)
      .run();
}

}  // namespace

std::optional<Sha256Digest> digest_column(const Statement& row, int column) {
  const auto bytes = row.bytes(column);
  Sha256Digest digest;
  if (bytes.size() != digest.size()) return std::nullopt;
  std::ranges::copy(bytes, digest.begin());
  return digest;
}

bool has_details(const Database& database) {
  return database.number(
             "SELECT count(*) FROM sqlite_schema WHERE name = 'details'") != 0;
}

bool has_histories(const Database& database) {
  return database.number(
             "SELECT count(*) FROM sqlite_schema WHERE name = 'histories'") !=
         0;
}

bool has_changes(const Database& database) {
  return database.number(
             "SELECT count(*) FROM sqlite_schema WHERE name = 'changes'") != 0;
}

CatalogueStore::Change::Change(const CatalogueVersion& before) : next(before) {
  ++next.generation;
  history.update(before.history);
}

void CatalogueStore::Change::note(std::string_view kind, const std::string& id,
                                  std::span<const uint8_t> bytes) {
  any = true;
  history.update(kind).update(uint64_t{id.size()}).update(id).update(bytes);
}

CatalogueStore::CatalogueStore(Database database)
    : database_(std::move(database)),
      get_version_(database_.prepare("SELECT generation, history FROM meta")),
      set_version_(
          database_.prepare("UPDATE meta SET generation = ?, history = ?")),
      find_(database_.prepare("SELECT artwork, sha256, bytes FROM artworks "
                              "LEFT JOIN fingerprints USING (artwork) "
                              "WHERE id = ?")),
      holds_(database_.prepare(
          "SELECT 1 FROM artworks WHERE id = ? AND sha256 = ?")),
      insert_artwork_(database_.prepare(
          "INSERT INTO artworks (id, sha256, generation) VALUES (?, ?, ?) "
          "RETURNING artwork")),
      update_artwork_(database_.prepare(
          "UPDATE artworks SET sha256 = ?, generation = ? WHERE artwork = ?")),
      delete_artwork_(database_.prepare("DELETE FROM artworks WHERE id = ?")),
      insert_fingerprint_(database_.prepare(
          "INSERT OR REPLACE INTO fingerprints (artwork, bytes) "
          "VALUES (?, ?)")),
      insert_tombstone_(database_.prepare(
          "INSERT OR REPLACE INTO tombstones (id, generation) VALUES (?, ?)")),
      delete_tombstone_(
          database_.prepare("DELETE FROM tombstones WHERE id = ?")) {}

std::vector<Added> CatalogueStore::add(std::span<const Artwork> artworks) {
  for (const Artwork& artwork : artworks) {
    check_id(artwork.id);
    check_algorithm(artwork);
  }
  std::vector<Added> done;
  done.reserve(artworks.size());
  Transaction transaction(database_, Transaction::Kind::write);
  Change change(version());
  for (const Artwork& artwork : artworks) {
    done.push_back(add_one(artwork, change));
  }
  finish(transaction, change);
  return done;
}

Added CatalogueStore::add_one(const Artwork& artwork, Change& change) {
  const Sha256Digest sha256 = checked_sha256(artwork);
  const FingerprintBytes bytes =
      encode_fingerprint(artwork.id, sha256, artwork.fingerprint);
  const auto generation = static_cast<int64_t>(change.next.generation);
  find_.bind(0, artwork.id);
  const bool known = find_.step();
  const int64_t row = known ? find_.number(0) : 0;
  const bool same = known && std::ranges::equal(find_.bytes(1), sha256) &&
                    std::ranges::equal(find_.bytes(2), bytes);
  find_.reset();
  if (same && same_details(row, sha256, artwork)) return Added::unchanged;
  change.note("add", artwork.id, bytes);
  if (known) {
    update_artwork_.bind(0, sha256).bind(1, generation).bind(2, row).run();
    insert_fingerprint_.bind(0, row).bind(1, bytes).run();
    put_details(row, sha256, artwork, change);
    return Added::replaced;
  }
  insert_artwork_.bind(0, artwork.id).bind(1, sha256).bind(2, generation);
  insert_artwork_.step();
  const int64_t made = insert_artwork_.number(0);
  insert_artwork_.run();
  insert_fingerprint_.bind(0, made).bind(1, bytes).run();
  put_details(made, sha256, artwork, change);
  delete_tombstone_.bind(0, artwork.id).run();
  return Added::added;
}

bool CatalogueStore::same_details(int64_t row, const Sha256Digest& sha256,
                                  const Artwork& artwork) {
  Statement stored =
      database_.prepare("SELECT bytes FROM details WHERE artwork = ?");
  stored.bind(0, row);
  if (!stored.step()) return !artwork.details;
  return artwork.details &&
         std::ranges::equal(stored.bytes(0), encode_details(artwork.id, sha256,
                                                            *artwork.details));
}

void CatalogueStore::put_details(int64_t row, const Sha256Digest& sha256,
                                 const Artwork& artwork, Change& change) {
  if (!artwork.details) {
    database_.prepare("DELETE FROM details WHERE artwork = ?")
        .bind(0, row)
        .run();
    return;
  }
  const auto bytes = encode_details(artwork.id, sha256, *artwork.details);
  change.note("details", artwork.id, bytes);
  database_
      .prepare("INSERT OR REPLACE INTO details (artwork, bytes) VALUES (?, ?)")
      .bind(0, row)
      .bind(1, bytes)
      .run();
}

std::vector<bool> CatalogueStore::remove(std::span<const std::string> ids) {
  std::vector<bool> done;
  done.reserve(ids.size());
  Transaction transaction(database_, Transaction::Kind::write);
  Change change(version());
  for (const std::string& id : ids) {
    done.push_back(remove_one(id, change));
    checkpoint(1);
  }
  finish(transaction, change);
  return done;
}

bool CatalogueStore::remove_one(const std::string& id, Change& change) {
  find_.bind(0, id);
  const bool known = find_.step();
  find_.reset();
  if (!known) return false;
  change.note("remove", id, {});
  delete_artwork_.bind(0, id).run();
  insert_tombstone_.bind(0, id)
      .bind(1, static_cast<int64_t>(change.next.generation))
      .run();
  return true;
}

// Without a change the transaction is undone, and the generation stays.
void CatalogueStore::finish(Transaction& transaction, Change& change) {
  if (!change.any) return;
  change.next.history = change.history.finish();
  set_version_.bind(0, static_cast<int64_t>(change.next.generation))
      .bind(1, change.next.history)
      .run();
  remember(database_, change.next);
  transaction.commit();
}

bool CatalogueStore::holds(const std::string& id,
                           const Sha256Digest& sha256) const {
  const bool held = holds_.bind(0, id).bind(1, sha256).step();
  holds_.reset();
  return held;
}

bool CatalogueStore::holds_id(const std::string& id) const {
  const bool held = find_.bind(0, id).step();
  find_.reset();
  return held;
}

bool CatalogueStore::holds_details(const std::string& id,
                                   const Sha256Digest& sha256) const {
  if (!has_details(database_)) return false;
  return database_
      .prepare(
          "SELECT 1 FROM artworks JOIN details USING (artwork) "
          "WHERE id = ? AND sha256 = ?")
      .bind(0, id)
      .bind(1, sha256)
      .step();
}

void CatalogueStore::list(
    const std::function<void(const Artwork&)>& visit) const {
  list_since(0, visit);
}

void CatalogueStore::list_since(
    uint64_t generation,
    const std::function<void(const Artwork&)>& visit) const {
  const bool detailed = has_details(database_);
  const bool all = generation == 0;
  Statement rows = database_.prepare(
      "SELECT id, sha256, fingerprints.bytes" +
      std::string(detailed ? ", details.bytes " : " ") + "FROM artworks " +
      (all ? "" : "INDEXED BY artworks_by_generation ") +
      "LEFT JOIN fingerprints USING (artwork) " +
      (detailed ? "LEFT JOIN details USING (artwork) " : "") +
      (all ? "" : "WHERE generation > ? ") + "ORDER BY id");
  if (!all) rows.bind(0, static_cast<int64_t>(generation));
  while (rows.step()) {
    Artwork artwork;
    artwork.id = rows.text(0);
    const auto sha256 = digest_column(rows, 1);
    if (!sha256) damaged(artwork.id);
    const auto decoded = decode_fingerprint(artwork.id, *sha256, rows.bytes(2));
    if (!decoded) damaged(artwork.id);
    artwork.sha256 = to_hex(*sha256);
    artwork.fingerprint = *decoded;
    if (detailed && !rows.bytes(3).empty()) {
      artwork.details = decode_details(artwork.id, *sha256, rows.bytes(3));
      if (!artwork.details) damaged(artwork.id);
    }
    visit(artwork);
  }
}

CatalogueVersion CatalogueStore::version() const {
  CatalogueVersion version;
  const bool there = get_version_.step();
  const auto history = there ? digest_column(get_version_, 1) : std::nullopt;
  if (there) {
    version.generation = static_cast<uint64_t>(get_version_.number(0));
  }
  get_version_.reset();
  if (!history) {
    throw Error(ErrorCode::corrupt,
                "The catalogue's version is damaged. Restore catalogue.db "
                "from a copy, or make a new catalogue from the pictures.");
  }
  version.history = *history;
  return version;
}

int64_t CatalogueStore::artworks() const {
  return database_.number("SELECT count(*) FROM artworks");
}

int64_t CatalogueStore::removed() const {
  return database_.number("SELECT count(*) FROM tombstones");
}

void CatalogueStore::record_snapshot(const SnapshotFile& snapshot) {
  const auto generation = static_cast<int64_t>(snapshot.generation());
  database_
      .prepare(
          "INSERT OR REPLACE INTO snapshots (generation, digest, artworks) "
          "VALUES (?, ?, ?)")
      .bind(0, generation)
      .bind(1, parse_sha256(snapshot.digest()).value())
      .bind(2, snapshot.size())
      .run();
}

std::optional<Sha256Digest> CatalogueStore::recorded_digest(
    uint64_t generation) const {
  Statement row =
      database_.prepare("SELECT digest FROM snapshots WHERE generation = ?");
  row.bind(0, static_cast<int64_t>(generation));
  return row.step() ? digest_column(row, 0) : std::nullopt;
}

}  // namespace sleeve
