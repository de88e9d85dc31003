// Pictures that are checked together, from their bytes to their evidence.
#ifndef SLEEVE_SCREEN_BATCH_H_
#define SLEEVE_SCREEN_BATCH_H_

#include <cstddef>
#include <string>
#include <vector>

#include "index/matcher.h"
#include "screen/claim_signature.h"
#include "screen/evidence.h"
#include "screen/fingerprinter.h"
#include "screen/source.h"

namespace sleeve {

/// Small pictures are handed over together, because each takes less time than
/// the way between threads and processes.
inline constexpr size_t kBatchRows = 8;
inline constexpr size_t kBatchBytes = size_t{512} << 10;

/// One picture on its way.
struct Row {
  Item item;         ///< as the source gave it
  double share = 0;  ///< of the inputs that was read by then
  Evidence evidence;
  Finding finding;     ///< that the evidence amounts to
  std::string line;    ///< that the evidence is written as
  std::string stored;  ///< stored_records() of it
};

/// Whose artworks are, on the day of the run.
struct Ownership {
  RightsView rights;
  std::string date;               ///< "2026-11-22"
  std::vector<std::string> uses;  ///< that are intended: use_name()s
};

struct Batch {
  std::vector<Row> rows;
  size_t waiting_bytes = 0;  ///< of pictures that the source read
  bool done = false;         ///< check_batch() was here
};

/// Reads, digests, recognises and judges every row, and lets go of its bytes.
/// Safe from many threads, each with a batch of its own. Bad pictures are
/// evidence; throws Error as Fingerprinter does.
void check_batch(Batch& batch, const SourceOptions& options,
                 Fingerprinter& fingerprinter, const Matcher& matcher,
                 const Policy& policy = strict_policy(),
                 const SiteSnapshot* sites = nullptr,
                 const Ownership* ownership = nullptr,
                 const Reviews* reviews = nullptr,
                 const TrustAnchors* trust = nullptr);

/// Fills evidence.works: whose the artworks are that the picture shows.
void find_owners(Evidence& evidence, const Ownership& ownership);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_BATCH_H_
