// What the index asks of the file system: mapping, durable replacement, locks.
#ifndef SLEEVE_INDEX_DISK_H_
#define SLEEVE_INDEX_DISK_H_

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

namespace sleeve {

/// A file's bytes, mapped read-only. They stay as they were when the file is
/// replaced or removed, but not when it is overwritten in place.
class MappedFile {
 public:
  /// Throws Error: not_found, io_error.
  explicit MappedFile(const std::filesystem::path& path);
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  std::span<const uint8_t> bytes() const { return bytes_; }

 private:
  std::span<const uint8_t> bytes_;
};

/// A file in the making, mapped for writing: what is larger than memory can be
/// laid out in it.
class NewFile {
 public:
  /// `bytes` zeros, gathered in `path` + ".new": one process at a time. Throws
  /// Error (io_error), also when there is no room.
  NewFile(std::filesystem::path path, uint64_t bytes);
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile();

  std::span<uint8_t> bytes() const { return bytes_; }

  /// Puts the file at `path`, as replace_file() does. Without it, nothing is
  /// left. Throws Error (io_error).
  void put_in_place();

 private:
  std::filesystem::path path_;
  std::filesystem::path gathered_;
  int descriptor_ = -1;
  std::span<uint8_t> bytes_;
};

/// Puts `bytes` at `path` so that at every moment, power loss included, either
/// the old file or the whole new one is there. The new bytes are gathered in
/// `path` + ".new": one process at a time. Throws Error (io_error), and then
/// the old file is untouched.
void replace_file(const std::filesystem::path& path,
                  std::span<const uint8_t> bytes);

/// Makes the names in `directory` survive power loss. Throws Error (io_error).
void sync_directory(const std::filesystem::path& directory);

/// Makes `directory` and what leads to it. Throws Error (io_error).
void make_directories(const std::filesystem::path& directory);

/// Holds a lock file for one process at a time, until it dies.
class FileLock {
 public:
  /// Waits for the lock on `path`, which is made when missing. Nothing when
  /// it cannot be made, or is not free in time.
  static std::optional<FileLock> acquire(const std::filesystem::path& path,
                                         std::chrono::milliseconds patience);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_ = -1;
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_DISK_H_
