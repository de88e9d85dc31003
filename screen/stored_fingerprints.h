// The fingerprints of a run's pictures, beside its evidence: enough to search
// for artworks that the catalogue takes up later, without the pictures.
#ifndef SLEEVE_SCREEN_STORED_FINGERPRINTS_H_
#define SLEEVE_SCREEN_STORED_FINGERPRINTS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "core/fingerprint.h"
#include "index/disk.h"
#include "screen/file_descriptor.h"

namespace sleeve {

inline constexpr size_t kStoredBytes = 856;  ///< of one row
inline constexpr size_t kStoredHeader = 64;

/// One row of fingerprints.bin; docs/file-formats.md describes every byte. Of
/// a row without fingerprint (the picture was unchecked) when `all` is null.
std::string stored_record(const std::array<Fingerprint, 8>* all);

/// fingerprints.bin while it is written: a row for each line of the evidence,
/// written before that line is, so that a kill loses none. Every call may
/// throw Error (io_error).
class StoredFingerprintWriter {
 public:
  /// Opens the file, or makes it.
  explicit StoredFingerprintWriter(std::string path);

  /// Call once, first: of earlier sessions `rows` are kept. Rows that the
  /// power failed are marked as not stored.
  void start(int64_t rows);

  /// Appends stored_record()s, one after another.
  void append(const std::string& records);

  /// Waits until the disk has all.
  void sync();

 private:
  [[noreturn]] void fail(const char* what, int error) const;

  std::string path_;
  FileDescriptor file_;
};

/// fingerprints.bin of a finished run. Threads may share it.
class StoredFingerprints {
 public:
  enum class Row {
    stored,
    without,  ///< the picture had no fingerprint
    missing,  ///< it was lost
    damaged,
  };

  /// Throws Error: not_found, io_error, corrupt (another kind of file),
  /// unsupported (another version or hash).
  explicit StoredFingerprints(const std::filesystem::path& path);

  int64_t size() const { return rows_; }

  /// Fills `all` as fingerprint_orientations() does, but for the weak bits,
  /// when the answer is `stored`.
  Row read(int64_t row, std::array<Fingerprint, 8>& all) const;

 private:
  MappedFile file_;
  int64_t rows_ = 0;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_STORED_FINGERPRINTS_H_
