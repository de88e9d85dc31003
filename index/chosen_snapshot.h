// A snapshot of which only some artworks are searched.
#ifndef SLEEVE_INDEX_CHOSEN_SNAPSHOT_H_
#define SLEEVE_INDEX_CHOSEN_SNAPSHOT_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "index/snapshot.h"

namespace sleeve {

/// All of `snapshot`, so that positions, sizes and digests are the same, but
/// within_batch() finds only the artworks at `positions`, which rise. Throws
/// Error (invalid_argument) when one is not in the snapshot.
std::shared_ptr<const Snapshot> choose_artworks(
    std::shared_ptr<const Snapshot> snapshot, std::vector<int64_t> positions);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_CHOSEN_SNAPSHOT_H_
