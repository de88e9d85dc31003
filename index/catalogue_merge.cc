// Merges catalogues: the newer change of each id stays.
#include <algorithm>
#include <utility>

#include "index/catalogue_codec.h"
#include "index/catalogue_store.h"
#include "index/details_codec.h"

namespace sleeve {
namespace {

// What is compared of two changes of the same moment. Removals are the least.
std::string content_of(const CatalogueChange& change) {
  if (change.removed) return "";
  const Artwork& artwork = change.artwork;
  std::string content = artwork.sha256;
  const auto digest = parse_sha256(artwork.sha256);
  if (!digest) return content;  // add() refuses it.
  const auto append = [&](const auto& bytes) {
    content.append(bytes.begin(), bytes.end());
  };
  append(encode_fingerprint(artwork.id, *digest, artwork.fingerprint));
  if (artwork.details) {
    append(encode_details(artwork.id, *digest, *artwork.details));
  }
  return content;
}

struct Known {
  std::string content;
  std::string updated;
  std::string origin;
  bool any = false;
};

Known find_known(const Database& database, const std::string& id) {
  Known known;
  Statement change =
      database.prepare("SELECT updated, origin FROM changes WHERE id = ?");
  if (change.bind(0, id).step()) {
    known = {"", change.text(0), change.text(1), true};
  }
  Statement row = database.prepare(
      "SELECT sha256, fingerprints.bytes, details.bytes FROM artworks "
      "LEFT JOIN fingerprints USING (artwork) "
      "LEFT JOIN details USING (artwork) WHERE id = ?");
  if (!row.bind(0, id).step()) return known;
  known.any = true;
  if (const auto digest = digest_column(row, 0))
    known.content = to_hex(*digest);
  for (const int column : {1, 2}) {
    const auto bytes = row.bytes(column);
    known.content.append(bytes.begin(), bytes.end());
  }
  return known;
}

void note_change(Database& database, const CatalogueChange& change,
                 const std::string& origin) {
  Statement put = database.prepare(
      "INSERT OR REPLACE INTO changes VALUES (?, CAST(? AS TEXT), ?)");
  put.bind(0, change.artwork.id).bind(1, change.updated).bind(2, origin).run();
}

std::string name_of(const std::string& origin) {
  return origin.empty() ? "this catalogue" : origin;
}

}  // namespace

CatalogueMerge CatalogueStore::merge(std::span<const CatalogueChange> changes,
                                     const std::string& origin) {
  CatalogueMerge merge;
  Transaction transaction(database_, Transaction::Kind::write);
  Change change(version());
  for (const CatalogueChange& incoming : changes) {
    merge_one(incoming, origin, change, merge);
  }
  const bool any = change.any;
  finish(transaction, change);
  // Moments alone may have changed.
  if (!any) transaction.commit();
  return merge;
}

void CatalogueStore::merge_one(const CatalogueChange& incoming,
                               const std::string& origin, Change& change,
                               CatalogueMerge& merge) {
  const std::string& id = incoming.artwork.id;
  const Known known = find_known(database_, id);
  const std::string content = content_of(incoming);
  const bool same = known.any && known.content == content;
  if (same) {
    ++merge.unchanged;
    if (known.updated < incoming.updated) {
      note_change(database_, incoming, origin);
    }
    return;
  }
  const bool wins = !known.any || std::pair(known.updated, known.content) <
                                      std::pair(incoming.updated, content);
  if (known.any && known.origin != origin) {
    merge.conflicts.push_back(
        "\"" + id + "\" is not the same in " + name_of(known.origin) + " (" +
        known.updated + ") and " + name_of(origin) + " (" + incoming.updated +
        "): the " + (wins ? "latter" : "former") + " stays.");
  }
  if (!wins) {
    ++merge.older;
    return;
  }
  if (incoming.removed) {
    const bool removed = remove_one(id, change);
    merge.removed += removed;
    merge.unchanged += !removed;
    if (!removed) {
      insert_tombstone_.bind(0, id)
          .bind(1, static_cast<int64_t>(change.next.generation))
          .run();
      change.note("remove", id, {});
    }
  } else {
    const Added how = add_one(incoming.artwork, change);
    merge.added += how == Added::added;
    merge.replaced += how == Added::replaced;
  }
  note_change(database_, incoming, origin);
}

void CatalogueStore::list_changes(
    const std::function<void(const CatalogueChange&)>& visit) const {
  const Transaction one_moment(database_, Transaction::Kind::read);
  const bool kept = has_changes(database_);
  Statement moment = database_.prepare(
      kept ? "SELECT updated FROM changes WHERE id = ?" : "SELECT ? LIMIT 0");
  const auto updated = [&](const std::string& id) {
    moment.bind(0, id);
    std::string text = moment.step() ? moment.text(0) : "";
    moment.reset();
    return text;
  };
  Statement removals =
      database_.prepare("SELECT id FROM tombstones ORDER BY id");
  bool more = removals.step();
  const auto give_removals = [&](const std::string* before) {
    while (more && (before == nullptr || removals.text(0) < *before)) {
      CatalogueChange change;
      change.artwork.id = removals.text(0);
      change.removed = true;
      change.updated = updated(change.artwork.id);
      visit(change);
      more = removals.step();
    }
  };
  list([&](const Artwork& artwork) {
    give_removals(&artwork.id);
    visit({artwork, false, updated(artwork.id)});
  });
  give_removals(nullptr);
}

}  // namespace sleeve
