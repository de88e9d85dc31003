// The rows of a run: which record of the fingerprint file each one has.
#ifndef SLEEVE_SCREEN_DEDUPE_CORPUS_H_
#define SLEEVE_SCREEN_DEDUPE_CORPUS_H_

#include <cstdint>
#include <vector>

#include "screen/dedupe/fingerprint_file.h"

namespace sleeve {

/// Stands for "no row" where rows are numbered.
inline constexpr uint32_t kNoRow = UINT32_MAX;

/// Rows in the order of the inputs; those of --reference come first.
struct Corpus {
  const FingerprintFile& file;
  std::vector<uint32_t> records;
  uint32_t references = 0;  ///< rows that are only compared with

  /// Rows that an earlier run kept, which are kept rather than others. Empty
  /// when there was none.
  std::vector<bool> kept_before;

  uint32_t size() const { return static_cast<uint32_t>(records.size()); }
  RecordView row(uint32_t row) const { return file.record(records[row]); }
  const RecordNumbers& numbers(uint32_t i) const { return row(i).numbers(); }
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_CORPUS_H_
