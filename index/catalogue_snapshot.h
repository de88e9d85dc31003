// Makes the index file of a catalogue from its tables.
#ifndef SLEEVE_INDEX_CATALOGUE_SNAPSHOT_H_
#define SLEEVE_INDEX_CATALOGUE_SNAPSHOT_H_

#include <cstdint>
#include <vector>

#include "index/catalogue_store.h"

namespace sleeve {

/// The bytes of the index file of this moment; equal bytes for equal
/// catalogues. Throws Error (corrupt) when a record is damaged.
std::vector<uint8_t> build_snapshot(const CatalogueStore& store);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_CATALOGUE_SNAPSHOT_H_
