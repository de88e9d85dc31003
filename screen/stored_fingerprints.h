// The fingerprints of a run's pictures, beside its evidence: enough to search
// for artworks that the catalogue takes up later, without the pictures.
#ifndef SLEEVE_SCREEN_STORED_FINGERPRINTS_H_
#define SLEEVE_SCREEN_STORED_FINGERPRINTS_H_

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "core/picture.h"
#include "index/disk.h"
#include "screen/file_descriptor.h"

namespace sleeve {

inline constexpr size_t kStoredBytes = 872;  ///< of one record
inline constexpr size_t kStoredHeader = 64;

/// What fingerprints.bin has for one line of the evidence, but for what
/// append() fills in: a record, and another of what is inside a plain frame,
/// where there is one. Of a line without fingerprint (the picture was
/// unchecked) when `picture` is null. docs/file-formats.md describes every
/// byte.
std::string stored_records(const Picture* picture);

/// fingerprints.bin while it is written: the records of each line of the
/// evidence, written before that line is, so that a kill loses none. Every call
/// may throw Error (io_error).
class StoredFingerprintWriter {
 public:
  /// Opens the file, or makes it.
  explicit StoredFingerprintWriter(std::string path);

  /// Call once, first: of earlier sessions `lines` are kept. Those that the
  /// power failed are marked as not stored.
  void start(int64_t lines);

  /// Appends the stored_records() of the lines that come next.
  void append(std::string records);

  /// Waits until the disk has all.
  void sync();

 private:
  void write(const void* data, size_t size);
  [[noreturn]] void fail(const char* what, int error) const;

  std::string path_;
  FileDescriptor file_;
  int64_t next_ = 0;  ///< line
};

/// fingerprints.bin of a finished run. Threads may share it.
class StoredFingerprints {
 public:
  enum class State {
    stored,
    without,  ///< the picture had no fingerprint
    missing,  ///< it was lost
    damaged,
  };

  /// Throws Error: not_found, io_error, corrupt (another kind of file),
  /// unsupported (another version or hash).
  explicit StoredFingerprints(const std::filesystem::path& path);

  /// Lines of which something is stored.
  int64_t size() const;

  /// Fills the fingerprints of `picture`, and what is inside a frame, but for
  /// the weak bits, when the answer is `stored`. `line` is below size().
  State read(int64_t line, Picture& picture) const;

 private:
  int64_t line_of(int64_t record) const;
  int64_t find(int64_t line) const;

  MappedFile file_;
  int64_t records_ = 0;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_STORED_FINGERPRINTS_H_
