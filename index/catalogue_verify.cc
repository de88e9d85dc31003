// Catalogue::verify(): looks for every fault that can be looked for.
#include <algorithm>

#include "core/error.h"
#include "index/catalogue_codec.h"
#include "index/catalogue_snapshot.h"
#include "index/catalogue_state.h"
#include "index/details_codec.h"
#include "index/watch.h"

namespace sleeve {
namespace {

using Faults = std::vector<std::string>;

// More sentences of one kind help nobody.
constexpr size_t kMostFaults = 100;

void verify_pages(const Database& database, Faults& faults) {
  Statement pages = database.prepare("PRAGMA integrity_check");
  while (pages.step()) {
    const std::string finding = pages.text(0);
    if (finding != "ok") {
      faults.push_back("catalogue.db is damaged: " + finding + ".");
    }
  }
  Statement keys = database.prepare("PRAGMA foreign_key_check");
  while (keys.step() && faults.size() < kMostFaults) {
    faults.push_back("catalogue.db is damaged: row " +
                     std::to_string(keys.number(1)) + " of " + keys.text(0) +
                     " belongs to no artwork.");
  }
}

void verify_records(const CatalogueStore& store, Faults& faults) {
  const auto generation = static_cast<int64_t>(store.version().generation);
  Statement rows = store.database().prepare(
      "SELECT id, sha256, bytes, generation FROM artworks "
      "LEFT JOIN fingerprints USING (artwork) ORDER BY id");
  while (rows.step() && faults.size() < kMostFaults) {
    const std::string id = rows.text(0);
    checkpoint(1);
    const auto sha256 = digest_column(rows, 1);
    const auto fingerprint =
        sha256 ? decode_fingerprint(id, *sha256, rows.bytes(2)) : std::nullopt;
    if (!fingerprint || fingerprint->hash.algorithm != Algorithm::cover256 ||
        rows.number(3) < 1 || rows.number(3) > generation) {
      faults.push_back("The record of \"" + id +
                       "\" is damaged: add its picture again.");
    }
  }
}

void verify_details(const CatalogueStore& store, Faults& faults) {
  if (!has_details(store.database())) return;
  Statement rows = store.database().prepare(
      "SELECT id, sha256, details.bytes FROM details "
      "JOIN artworks USING (artwork) ORDER BY id");
  while (rows.step() && faults.size() < kMostFaults) {
    checkpoint(1);
    const auto sha256 = digest_column(rows, 1);
    if (!sha256 || !decode_details(rows.text(0), *sha256, rows.bytes(2))) {
      faults.push_back("The details of \"" + rows.text(0) +
                       "\" are damaged: add its picture again.");
    }
  }
}

void verify_tombstones(const Database& database, Faults& faults) {
  if (database.number("SELECT count(*) FROM tombstones "
                      "JOIN artworks USING (id)") != 0) {
    faults.push_back(
        "catalogue.db is damaged: an artwork is recorded as removed.");
  }
}

}  // namespace

Faults Catalogue::verify() const {
  Faults faults;
  try {
    const CatalogueStore& store = state_->reader();
    store.database().run_watched(
        [&] { verify_pages(store.database(), faults); });
    verify_records(store, faults);
    verify_details(store, faults);
    verify_tombstones(store.database(), faults);
    if (faults.empty()) state_->verify_index(faults);
    if (faults.empty()) state_->verify_parts(faults);
    state_->check_reading();
  } catch (const Error& error) {
    faults.emplace_back(error.what());
  }
  return faults;
}

void Catalogue::State::verify_index(Faults& faults) {
  const auto expected = SnapshotFile::from_bytes(build_snapshot(store));
  const auto recorded = store.recorded_digest(expected->generation());
  if (recorded && to_hex(*recorded) != expected->digest()) {
    faults.emplace_back(
        "catalogue.db was changed by something else than Sleeve.");
  }
  std::shared_ptr<const SnapshotFile> index;
  try {
    index = SnapshotFile::map(index_file(), UINT64_MAX);
  } catch (const Error& error) {
    // A missing index is made when it is needed.
    if (error.code() != ErrorCode::not_found) faults.emplace_back(error.what());
    return;
  }
  bool differs = false;
  if (index->version() == expected->version()) {
    differs = !std::ranges::equal(index->bytes(), expected->bytes());
  } else if (const auto layered = layered_index()) {
    differs = !std::ranges::equal(layered->merged(), expected->bytes());
  }  // Otherwise it is stale, and known so.
  if (differs) {
    faults.push_back("The index of " + directory.string() +
                     " differs from catalogue.db: run `sleeve catalogue "
                     "rebuild`.");
  }
}

// Compares what the file holds of each artwork with its record: the tables
// follow from it, and their checksum was made with them.
void Catalogue::State::verify_parts(Faults& faults) {
  std::shared_ptr<const Parts> parts;
  try {
    parts = Parts::map(parts_file(), UINT64_MAX);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found) faults.emplace_back(error.what());
    return;
  }
  if (parts->version() != store.version()) {
    const auto layered = layered_index();
    parts = layered ? layered_parts(*layered) : nullptr;
    if (parts == nullptr) return;  // Stale, and known so.
  }
  int64_t position = 0;
  bool same = parts->size() == store.artworks();
  store.list([&](const Artwork& artwork) {
    checkpoint(1);
    same = same && parts->holds(position++, artwork);
  });
  if (!same) {
    faults.push_back("The details in the index of " + directory.string() +
                     " differ from catalogue.db: run `sleeve catalogue "
                     "rebuild`.");
  }
}

}  // namespace sleeve
