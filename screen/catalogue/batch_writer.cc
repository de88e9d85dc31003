#include "screen/catalogue/batch_writer.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>

#include "core/details.h"
#include "index/matcher.h"
#include "index/sha256.h"
#include "screen/catalogue/file_digest.h"
#include "screen/pipeline.h"
#include "screen/rights_keys.h"
#include "screen/source.h"

namespace sleeve {
namespace {

constexpr size_t kFullPictures = 500;
constexpr size_t kFullRecords = 5000;

template <class T>
void move_to(std::vector<T>& from, std::vector<T>& to) {
  std::move(from.begin(), from.end(), std::back_inserter(to));
  from.clear();
}

bool is_owned(const RightsRecord& record) {
  return record.kind == RightsKind::artwork;
}

}  // namespace

struct BatchWriter::Row {
  DeliveredPicture* picture = nullptr;
  std::string checksum;
  std::string fault;
  bool known = false;  ///< with these bytes
  Artwork artwork;
};

BatchWriter::BatchWriter(const CatalogueImportOptions& options)
    : options_(options),
      catalogue_(Catalogue::open(options.catalogue, Catalogue::Mode::create)),
      ownership_({}) {
  const RightsView view = read_rights(options.catalogue, true);
  ownership_ = Ownership(view.records());
  for (const RightsRecord& record : view.records()) {
    if (is_owned(record) || !record.get("removed").empty()) continue;
    known_[{record.kind, record.get(rights_fields(record.kind)[0])}] = record;
    if (record.kind == RightsKind::party) know_party(record, delivery_);
  }
}

void BatchWriter::give(const RightsRecord& record) {
  if (is_owned(record)) {
    ownership_.set(record);
  } else {
    given_.push_back(record);
    const std::pair key{record.kind, record.get(rights_fields(record.kind)[0])};
    if (record.get("removed").empty()) {
      known_[key] = record;
    } else {
      known_.erase(key);
    }
  }
}

bool BatchWriter::is_full() const {
  return delivery_.pictures.size() >= kFullPictures ||
         delivery_.records.size() + given_.size() >= kFullRecords;
}

void BatchWriter::flush() {
  add_pictures();
  if (!delivery_.removed.empty()) {
    const auto removed = catalogue_.remove(delivery_.removed);
    result_.removed += std::count(removed.begin(), removed.end(), true);
    delivery_.removed.clear();
  }
  store_records();
  move_to(delivery_.faults, result_.faults);
  move_to(delivery_.notes, result_.notes);
  result_.messages += std::exchange(delivery_.messages, 0);
}

CatalogueImport BatchWriter::finish() {
  flush();
  // Made now, so that the first search need not wait.
  if (result_.added + result_.replaced + result_.removed > 0) {
    Matcher::open(catalogue_, Effort::thorough);
  }
  return std::move(result_);
}

// Called by many threads.
void BatchWriter::fingerprint(Row& row) {
  Item item;
  item.name.path = row.picture->file;
  item.bytes = std::move(row.picture->bytes);
  if (row.picture->file.empty() && item.bytes.empty()) {
    row.fault = "names no file";
    return;
  }
  read_bytes(item);
  if (item.problem) {
    row.fault = item.problem->reason;
    return;
  }
  row.checksum = check_hashes(item.bytes, row.picture->hashes);
  if (row.checksum.starts_with("wrong")) {
    row.fault =
        "is not the file that was sent: its hash sum is " + row.checksum;
    return;
  }
  row.artwork.id = row.picture->artwork_id;
  row.artwork.sha256 = sha256_hex(item.bytes.data(), item.bytes.size());
  if (holds(row.artwork)) {
    row.known = true;
    return;
  }
  const auto described = describe_bytes(item.bytes);
  if (!described) {
    row.fault = described.problem().reason;
    return;
  }
  row.artwork.fingerprint = described->fingerprint;
  row.artwork.details = described->details;
}

bool BatchWriter::holds(const Artwork& artwork) {
  const std::lock_guard lock(mutex_);
  return catalogue_.holds_details(artwork.id, artwork.sha256);
}

bool BatchWriter::holds_id(const std::string& id) {
  const std::lock_guard lock(mutex_);
  return catalogue_.holds_id(id);
}

void BatchWriter::take(Row& row, std::vector<Artwork>& artworks) {
  const DeliveredPicture& picture = *row.picture;
  if (!row.checksum.empty()) {
    ownership_.note_checksum(picture.artwork_id, row.checksum);
  }
  if (row.fault.empty()) {
    const std::filesystem::path lies =
        picture.file.empty() ? picture.container : picture.file;
    places_[picture.artwork_id] =
        std::filesystem::absolute(lies).lexically_normal().string();
  }
  if (row.known) {
    ++result_.unchanged;
    return;
  }
  if (row.fault.empty()) {
    artworks.push_back(std::move(row.artwork));
    return;
  }
  // A message that only changes words need not bring its pictures again.
  std::error_code error;
  const bool absent = !picture.file.empty()
                          ? !std::filesystem::exists(picture.file, error)
                          : row.fault == "names no file";
  if (absent && holds_id(picture.artwork_id)) return;
  delivery_.faults.push_back(picture.place + ": " +
                             (picture.file.empty() ? "" : picture.file + ": ") +
                             row.fault);
}

void BatchWriter::add_pictures() {
  std::vector<DeliveredPicture> pictures = std::move(delivery_.pictures);
  delivery_.pictures.clear();
  std::vector<Artwork> artworks;
  size_t next = 0;
  for_each_in_order<Row>(
      options_.threads,
      [&](Row& row) {
        if (next == pictures.size()) return false;
        row.picture = &pictures[next++];
        return true;
      },
      [&](Row& row) { fingerprint(row); },
      [&](Row& row) { take(row, artworks); });
  add(artworks);
}

void BatchWriter::add(const std::vector<Artwork>& artworks) {
  for (const Added how : catalogue_.add(artworks)) {
    result_.added += how == Added::added;
    result_.replaced += how == Added::replaced;
    result_.unchanged += how == Added::unchanged;
  }
  if (!places_.empty()) put_places(options_.catalogue, places_);
  places_.clear();
}

// What a delivery does not tell stays as it was.
RightsRecord BatchWriter::joined(const RightsRecord& record) {
  RightsRecord& known =
      known_[{record.kind, record.get(rights_fields(record.kind)[0])}];
  RightsRecord whole = record;
  whole.fields.insert(known.fields.begin(), known.fields.end());
  whole.fields.erase("updated");
  normalise_identifiers(whole);
  known = whole;
  return whole;
}

void BatchWriter::store_records() {
  std::vector<RightsRecord> records = std::move(given_);
  given_.clear();
  // One for each key, as the last message leaves it.
  std::map<std::pair<RightsKind, std::string>, RightsRecord> delivered;
  for (const RightsRecord& record : delivery_.records) {
    delivered[{record.kind, record.get(rights_fields(record.kind)[0])}] =
        joined(record);
  }
  for (auto& [key, record] : delivered) records.push_back(std::move(record));
  delivery_.records.clear();
  std::set<std::string> told;
  for (const RightsRecord& record : records) {
    for (const std::string& sentence : invalid_identifiers(record)) {
      if (told.insert(sentence).second) result_.invalid.push_back(sentence);
    }
  }
  for (RightsRecord& claim : ownership_.take_changes()) {
    records.push_back(std::move(claim));
  }
  result_.records += static_cast<int64_t>(records.size());
  if (!records.empty()) {
    result_.changed += put_rights(options_.catalogue, records);
  }
}

}  // namespace sleeve
