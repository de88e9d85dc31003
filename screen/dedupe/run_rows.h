// Remembers the rows of a run, so that a later one can add to them.
#ifndef SLEEVE_SCREEN_DEDUPE_RUN_ROWS_H_
#define SLEEVE_SCREEN_DEDUPE_RUN_ROWS_H_

#include <cstdint>
#include <string>
#include <vector>

namespace sleeve {

/// What a finished run leaves behind.
struct RunRows {
  uint64_t fingerprints = 0;      ///< FingerprintFile::id()
  uint32_t references = 0;        ///< rows that come first
  std::vector<uint32_t> records;  ///< of each row
  std::vector<bool> kept;         ///< and whether it was kept

  bool operator==(const RunRows&) const = default;
};

/// Replaces the file. Throws Error (io_error).
void write_run_rows(const RunRows& rows, const std::string& path);

/// Throws Error: not_found, corrupt, unsupported, io_error.
RunRows read_run_rows(const std::string& path);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_DEDUPE_RUN_ROWS_H_
