// sleeve catalogue import: reads manifests and deliveries of every kind into a
// catalogue.
#ifndef SLEEVE_SCREEN_CATALOGUE_IMPORT_H_
#define SLEEVE_SCREEN_CATALOGUE_IMPORT_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace sleeve {

struct CatalogueImportOptions {
  std::filesystem::path catalogue;  ///< made when missing

  /// CSV and JSON Lines of records, release notifications and manifests of
  /// batches (.xml), JSON of the Cover Art Archive and MusicBrainz, audio
  /// files; and folders, in which all of these but records are looked for.
  std::vector<std::string> paths;

  bool public_declarations = false;

  /// Key of the party that owns what comes without an owner (audio, Cover Art
  /// Archive); or empty.
  std::string holder;

  int threads = 0;  ///< 0: one for each core
};

struct CatalogueImport {
  int64_t records = 0;
  int64_t changed = 0;   ///< of the records
  int64_t messages = 0;  ///< release notifications and lists of pictures
  int64_t added = 0;     ///< artworks
  int64_t replaced = 0;
  int64_t unchanged = 0;
  int64_t removed = 0;
  int64_t older = 0;  ///< of exchange files: what was here is newer, and stays
  std::vector<std::string> invalid;  ///< sentences about identifiers
  std::vector<std::string> faults;   ///< what could not be used, and where
  std::vector<std::string> notes;
};

/// Imports in batches, each acknowledged as a whole: what was killed can be
/// started again. Pictures whose hash sum is wrong are not added. Throws Error
/// as Catalogue::add() does; not_found for a path that does not exist;
/// invalid_argument for a CSV without its first row.
CatalogueImport import_into_catalogue(const CatalogueImportOptions& options);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_CATALOGUE_IMPORT_H_
