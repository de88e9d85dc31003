// What was added to a catalogue and removed from it since its index was made.
#ifndef SLEEVE_INDEX_CATALOGUE_CHANGES_H_
#define SLEEVE_INDEX_CATALOGUE_CHANGES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "index/catalogue_store.h"

namespace sleeve {

struct CatalogueChanges {
  CatalogueVersion version;          ///< to which they lead
  int64_t artworks = 0;              ///< of that version, in all
  std::vector<Artwork> put;          ///< added or replaced, ordered by id
  std::vector<std::string> removed;  ///< ordered
};

/// How many changes lead from `base` to the present. Nothing when that state
/// was never one of this catalogue, as far as it remembers.
std::optional<int64_t> count_changes(const CatalogueStore& store,
                                     const CatalogueVersion& base);

/// The changes since `base`. Nothing when there are more than `most`, or when
/// count_changes() gives nothing. Throws Error (corrupt) at a damaged record.
std::optional<CatalogueChanges> changes_since(const CatalogueStore& store,
                                              const CatalogueVersion& base,
                                              int64_t most);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_CATALOGUE_CHANGES_H_
