#include "index/catalogue_changes.h"

namespace sleeve {
namespace {

// The digest of all changes up to a generation, if it is remembered.
std::optional<Sha256Digest> history_of(const CatalogueStore& store,
                                       uint64_t generation) {
  const CatalogueVersion now = store.version();
  if (generation == now.generation) return now.history;
  if (!has_histories(store.database())) return std::nullopt;
  Statement row = store.database().prepare(
      "SELECT history FROM histories WHERE generation = ?");
  row.bind(0, static_cast<int64_t>(generation));
  return row.step() ? digest_column(row, 0) : std::nullopt;
}

int64_t count_rows(const Database& database, const char* table,
                   int64_t generation) {
  Statement rows = database.prepare(std::string("SELECT count(*) FROM ") +
                                    table + " WHERE generation > ?");
  rows.bind(0, generation);
  rows.step();
  return rows.number(0);
}

}  // namespace

std::optional<int64_t> count_changes(const CatalogueStore& store,
                                     const CatalogueVersion& base) {
  if (history_of(store, base.generation) != base.history) return std::nullopt;
  const auto generation = static_cast<int64_t>(base.generation);
  return count_rows(store.database(), "artworks", generation) +
         count_rows(store.database(), "tombstones", generation);
}

std::optional<CatalogueChanges> changes_since(const CatalogueStore& store,
                                              const CatalogueVersion& base,
                                              int64_t most) {
  const Transaction one_moment(store.database(), Transaction::Kind::read);
  const auto count = count_changes(store, base);
  if (!count || *count > most) return std::nullopt;
  CatalogueChanges changes;
  changes.version = store.version();
  changes.artworks = store.artworks();
  store.list_since(base.generation, [&](const Artwork& artwork) {
    changes.put.push_back(artwork);
  });
  Statement rows = store.database().prepare(
      "SELECT id FROM tombstones INDEXED BY tombstones_by_generation "
      "WHERE generation > ? ORDER BY id");
  rows.bind(0, static_cast<int64_t>(base.generation));
  while (rows.step()) changes.removed.push_back(rows.text(0));
  return changes;
}

}  // namespace sleeve
