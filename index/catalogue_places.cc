#include "index/catalogue_places.h"

#include <algorithm>

#include "index/catalogue_store.h"

namespace sleeve {
namespace {

// Came after the catalogue's first format; made when first needed.
constexpr char kTable[] = R"sql(
CREATE TABLE IF NOT EXISTS places (
  artwork INTEGER PRIMARY KEY REFERENCES artworks ON DELETE CASCADE,
  path BLOB NOT NULL
) STRICT;
)sql";

bool has_table(const Database& database) {
  return database.number(
             "SELECT count(*) FROM sqlite_schema WHERE name = 'places'") != 0;
}

}  // namespace

void put_places(const std::filesystem::path& catalogue,
                const ArtworkPaths& paths) {
  Database database =
      open_catalogue_database(catalogue, Catalogue::Mode::write);
  Transaction transaction(database, Transaction::Kind::write);
  database.run(kTable);
  Statement put = database.prepare(
      "INSERT OR REPLACE INTO places SELECT artwork, ? FROM artworks "
      "WHERE id = ?");
  for (const auto& [id, path] : paths) {
    put.bind(0, std::string_view(path)).bind(1, std::string_view(id)).run();
  }
  transaction.commit();
}

std::map<std::string, ArtworkPlace> read_places(
    const std::filesystem::path& catalogue, std::span<const std::string> ids) {
  const Database database =
      open_catalogue_database(catalogue, Catalogue::Mode::read);
  Statement find = database.prepare(
      has_table(database) ? "SELECT sha256, path FROM artworks LEFT JOIN "
                            "places USING (artwork) "
                            "WHERE id = ?"
                          : "SELECT sha256, x'' FROM artworks WHERE id = ?");
  std::map<std::string, ArtworkPlace> places;
  for (const std::string& id : ids) {
    find.bind(0, std::string_view(id));
    if (find.step()) {
      Sha256Digest digest{};
      const auto bytes = find.bytes(0);
      std::copy_n(bytes.begin(), std::min(bytes.size(), digest.size()),
                  digest.begin());
      const std::string path = find.text(1);
      places[id] = {path.empty() ? id : path, to_hex(digest)};
    }
    find.reset();
  }
  return places;
}

}  // namespace sleeve
