#include "index/catalogue_snapshot.h"

#include <algorithm>
#include <string>

#include "core/error.h"
#include "index/catalogue_codec.h"
#include "index/watch.h"

namespace sleeve {
namespace {

[[noreturn]] void damaged() {
  throw Error(ErrorCode::corrupt,
              "The catalogue has damaged records. Run `sleeve catalogue "
              "verify`, then add their pictures again.");
}

// An artwork's row in the tables and its position in the snapshot.
struct Place {
  int64_t row = 0;
  uint64_t position = 0;
};

// Writes the ids and tells where each row goes, ordered by row.
std::vector<Place> place_ids(const Database& database, uint64_t artworks,
                             SnapshotWriter& writer) {
  std::vector<Place> places;
  places.reserve(artworks);
  // The index on ids answers this alone, in order.
  Statement rows =
      database.prepare("SELECT id, artwork FROM artworks ORDER BY id");
  while (rows.step()) {
    if (places.size() == artworks) damaged();
    checkpoint();
    writer.add_id(rows.text(0));
    places.push_back({rows.number(1), places.size()});
  }
  if (places.size() != artworks) damaged();
  std::ranges::sort(places, {}, &Place::row);
  return places;
}

// Writes the columns in the order of rows, which is how they lie on the disk.
void place_columns(const Database& database, const std::vector<Place>& places,
                   SnapshotWriter& writer) {
  Statement rows = database.prepare(
      "SELECT artwork, id, sha256, bytes FROM artworks "
      "LEFT JOIN fingerprints USING (artwork) ORDER BY artwork");
  for (const Place& place : places) {
    if (!rows.step() || rows.number(0) != place.row) damaged();
    const std::string id = rows.text(1);
    const auto sha256 = digest_column(rows, 2);
    if (!sha256) damaged();
    const auto fingerprint = decode_fingerprint(id, *sha256, rows.bytes(3));
    if (!fingerprint) damaged();
    writer.put(place.position, *fingerprint,
               content_digest(id, *sha256, rows.bytes(3)));
    checkpoint(1);
  }
}

}  // namespace

std::vector<uint8_t> build_snapshot(const CatalogueStore& store) {
  Database& database = store.database();
  const Transaction one_moment(database, Transaction::Kind::read);
  const CatalogueVersion version = store.version();
  const auto artworks = static_cast<uint64_t>(store.artworks());
  SnapshotWriter writer(
      artworks, static_cast<uint64_t>(database.number(
                    "SELECT coalesce(sum(length(id)), 0) FROM artworks")));
  const auto places = place_ids(database, artworks, writer);
  place_columns(database, places, writer);
  return std::move(writer).finish(version);
}

}  // namespace sleeve
