// Which artworks a run was screened against, for runs that come after it.
#ifndef SLEEVE_SCREEN_ARTWORK_DIGESTS_H_
#define SLEEVE_SCREEN_ARTWORK_DIGESTS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "index/snapshot.h"

namespace sleeve {

/// artworks.bin: for each artwork two checksums, 16 bytes, over its id and all
/// that searching for whole pictures reads of it; in rising order. Whoever
/// makes artworks of equal checksums deceives only his own catalogue.
std::string artwork_digests(const Snapshot& snapshot);

/// What became of the artworks since.
struct ArtworkChanges {
  std::vector<int64_t> fresh;  ///< positions of new or changed ones, rising
  int64_t gone = 0;            ///< that were removed or changed
};

/// Compares a snapshot with an earlier artworks.bin. Throws Error (corrupt)
/// when that is none.
ArtworkChanges changes_since(std::string_view earlier,
                             const Snapshot& snapshot);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_ARTWORK_DIGESTS_H_
