// Writes what deliveries brought into a catalogue, one batch after another.
#ifndef SLEEVE_SCREEN_CATALOGUE_BATCH_WRITER_H_
#define SLEEVE_SCREEN_CATALOGUE_BATCH_WRITER_H_

#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "index/catalogue.h"
#include "index/catalogue_places.h"
#include "screen/catalogue/delivery.h"
#include "screen/catalogue/import.h"

namespace sleeve {

class BatchWriter {
 public:
  /// Opens the catalogue, or makes it.
  explicit BatchWriter(const CatalogueImportOptions& options);

  Ownership& ownership() { return ownership_; }
  Delivery& delivery() { return delivery_; }

  /// Takes a record as it is given: it replaces the one of its key.
  void give(const RightsRecord& record);

  /// Whether so much is waiting that flush() should be called.
  bool is_full() const;

  /// Fingerprints the pictures that wait, adds them, removes what is to be
  /// removed, and stores records and claims.
  void flush();

  /// The same, and then makes the index.
  CatalogueImport finish();

 private:
  struct Row;
  void fingerprint(Row& row);
  void take(Row& row, std::vector<Artwork>& artworks);
  void add_pictures();
  void add(const std::vector<Artwork>& artworks);
  void store_records();
  RightsRecord joined(const RightsRecord& record);
  bool holds(const Artwork& artwork);
  bool holds_id(const std::string& id);

  CatalogueImportOptions options_;
  Catalogue catalogue_;
  std::mutex mutex_;  ///< guards catalogue_ while pictures are fingerprinted
  std::map<std::pair<RightsKind, std::string>, RightsRecord> known_;
  Ownership ownership_;
  Delivery delivery_;
  std::vector<RightsRecord> given_;
  ArtworkPaths places_;  ///< of the artworks that wait
  CatalogueImport result_;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_CATALOGUE_BATCH_WRITER_H_
