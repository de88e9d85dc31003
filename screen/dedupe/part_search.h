// Looks for pictures of a corpus in other pictures of it.
#ifndef SLEEVE_SCREEN_DEDUPE_PART_SEARCH_H_
#define SLEEVE_SCREEN_DEDUPE_PART_SEARCH_H_

#include <cstdint>
#include <functional>
#include <vector>

#include "index/calibration.h"
#include "screen/dedupe/corpus.h"
#include "screen/dedupe/part_record.h"
#include "screen/fingerprinter.h"
#include "screen/source.h"

namespace sleeve {

/// A pair whose hashes leave open whether both are the same picture.
struct DoubtfulPair {
  uint32_t scene = 0;    ///< row that is looked at
  uint32_t picture = 0;  ///< row that it may show
  int orientation = 1;   ///< EXIF number that would turn the scene upright
  int distance = 0;      ///< bits

  auto operator<=>(const DoubtfulPair&) const = default;
};

/// What shall be looked for, and where. All are rows that tell_enough().
struct PartQuestion {
  /// Those that are looked for in all scenes, ascending.
  std::vector<uint32_t> wanted;

  /// twins[i] are near to wanted[i]; they are looked for where it is seen.
  std::vector<std::vector<uint32_t>> twins;

  std::vector<uint32_t> scenes;        ///< ascending
  std::vector<DoubtfulPair> doubtful;  ///< sorted
};

/// A picture that was seen in another.
struct ShownPart {
  uint32_t scene = 0;    ///< row
  uint32_t picture = 0;  ///< row that it shows
  FoundPart found;       ///< its record is that of `picture`
};

struct PartSearchOptions {
  int threads = 0;
  Calibration calibration;  ///< that parts are judged by
  SourceOptions source;
  std::function<void(int64_t pictures, double share)> progress;

  /// Called for a scene that is gone, cannot be decoded again or is no longer
  /// what was fingerprinted: nothing is found in it. Perhaps more than once; by
  /// one thread at a time.
  std::function<void(uint32_t row)> missed;
};

/// At most so many pictures are looked for at a time, with 13 kB of memory
/// each; more take several passes over the scenes.
inline constexpr size_t kPartBlock = size_t{1} << 17;

/// Decodes every scene and looks for the wanted pictures in it; see
/// docs/dedupe.md. Results are kept in the file of fingerprints under what was
/// looked for: those that are there are used again. Ordered by scene.
/// Throws Error (io_error) and as Fingerprinter does.
std::vector<ShownPart> search_parts(const Corpus& corpus,
                                    const PartQuestion& question,
                                    const PartSearchOptions& options,
                                    FingerprintFile& file,
                                    Fingerprinter& fingerprinter);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_PART_SEARCH_H_
