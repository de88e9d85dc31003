// Gives every picture of the inputs a record in a file of fingerprints.
#ifndef SLEEVE_SCREEN_DEDUPE_COLLECTOR_H_
#define SLEEVE_SCREEN_DEDUPE_COLLECTOR_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "screen/dedupe/fingerprint_file.h"
#include "screen/fingerprinter.h"
#include "screen/name_set.h"

namespace sleeve {

/// How far the reading of inputs is.
struct CollectProgress {
  int64_t pictures = 0;
  int64_t reused = 0;  ///< whose fingerprints were there
  int64_t unchecked = 0;
  double share = 0;  ///< of the inputs, 0 to 1; negative when unknown
};

struct CollectOptions {
  std::vector<std::string> inputs;  ///< as Source::open() takes them
  int threads = 0;
  Limits limits;
  int names_file = 0;
  std::string skipped;           ///< as SourceOptions has it
  Effort effort = Effort::fast;  ///< thorough: details are kept too
  std::function<void(const CollectProgress&)> progress;
};

/// What became of the inputs.
struct Collected {
  std::vector<uint32_t> records;  ///< of each row, in the order of the inputs
  int64_t reused = 0;             ///< fingerprints that were there
  int64_t repeated = 0;           ///< names that came again, which make no row
};

/// Appends to `file` what it has not yet, and then reload()s it. A fingerprint
/// is reused when the path is known and the size and the time of the last
/// change (of the shard, for its members) are the same. Names in `seen` make
/// no row, and those of rows are added to it.
///
/// A thorough collection also keeps details of what is not plain, and reads
/// anew what has none.
///
/// Killed at any moment and called again, it goes on with what the file has.
/// Throws Error as Source::open(), Fingerprinter and FingerprintFile do.
Collected collect(const CollectOptions& options, FingerprintFile& file,
                  Fingerprinter& fingerprinter, NameSet& seen);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_COLLECTOR_H_
