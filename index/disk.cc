#include "index/disk.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

#include "core/error.h"
#include "index/watch.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const char* doing, const fs::path& path, int error) {
  throw Error(error == ENOENT ? ErrorCode::not_found : ErrorCode::io_error,
              std::string("Cannot ") + doing + " " + path.string() + ": " +
                  std::generic_category().message(error) + ".");
}

// A file descriptor that is closed at the end of its scope.
class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags, const char* doing)
      : value_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {
    if (value_ < 0) fail(doing, path, errno);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { ::close(value_); }
  int value() const { return value_; }

 private:
  int value_;
};

void write_all(const Descriptor& file, std::span<const uint8_t> bytes,
               const fs::path& path) {
  // The system would take up to 2 GiB at once.
  constexpr size_t kPiece = size_t{1} << 24;
  while (!bytes.empty()) {
    checkpoint();
    const ssize_t written =
        ::write(file.value(), bytes.data(), std::min(bytes.size(), kPiece));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write", path, errno);
    bytes = bytes.subspan(static_cast<size_t>(written));
  }
}

}  // namespace

MappedFile::MappedFile(const fs::path& path) {
  const Descriptor file(path, O_RDONLY, "open");
  struct stat status;
  if (::fstat(file.value(), &status) != 0) fail("read", path, errno);
  if (!S_ISREG(status.st_mode)) fail("read", path, EISDIR);
  const auto size = static_cast<size_t>(status.st_size);
  if (size == 0) return;
  void* const address =
      ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file.value(), 0);
  if (address == MAP_FAILED) fail("map", path, errno);
  bytes_ = {static_cast<const uint8_t*>(address), size};
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  return *this;
}

MappedFile::~MappedFile() {
  if (!bytes_.empty()) {
    ::munmap(const_cast<uint8_t*>(bytes_.data()), bytes_.size());
  }
}

NewFile::NewFile(fs::path path, uint64_t bytes)
    : path_(std::move(path)), gathered_(path_) {
  gathered_ += ".new";
  descriptor_ =
      ::open(gathered_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (descriptor_ < 0) fail("write", gathered_, errno);
  // Room is taken now: a mapping could not report that there is none.
  int error = ::posix_fallocate(descriptor_, 0, static_cast<off_t>(bytes));
  void* address = MAP_FAILED;
  if (error == 0) {
    address = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED,
                     descriptor_, 0);
    if (address == MAP_FAILED) error = errno;
  }
  if (error != 0) {
    ::close(descriptor_);
    ::unlink(gathered_.c_str());
    fail("write", gathered_, error);
  }
  bytes_ = {static_cast<uint8_t*>(address), bytes};
}

NewFile::~NewFile() {
  ::munmap(bytes_.data(), bytes_.size());
  ::close(descriptor_);
  if (!gathered_.empty()) ::unlink(gathered_.c_str());
}

void NewFile::put_in_place() {
  if (::msync(bytes_.data(), bytes_.size(), MS_SYNC) != 0 ||
      ::fsync(descriptor_) != 0) {
    fail("write", gathered_, errno);
  }
  if (::rename(gathered_.c_str(), path_.c_str()) != 0) {
    fail("replace", path_, errno);
  }
  gathered_.clear();
  sync_directory(path_.parent_path());
}

void replace_file(const fs::path& path, std::span<const uint8_t> bytes) {
  fs::path gathered = path;
  gathered += ".new";
  try {
    const Descriptor file(gathered, O_WRONLY | O_CREAT | O_TRUNC, "write");
    write_all(file, bytes, gathered);
    if (::fsync(file.value()) != 0) fail("write", gathered, errno);
    if (::rename(gathered.c_str(), path.c_str()) != 0) {
      fail("replace", path, errno);
    }
  } catch (...) {
    ::unlink(gathered.c_str());
    throw;
  }
  sync_directory(path.parent_path());
}

void sync_directory(const fs::path& directory) {
  const Descriptor opened(directory.empty() ? "." : directory,
                          O_RDONLY | O_DIRECTORY, "open");
  // Some file systems cannot do this, and need it not.
  if (::fsync(opened.value()) != 0 && errno != EINVAL && errno != EROFS) {
    fail("sync", directory, errno);
  }
}

void make_directories(const fs::path& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) fail("make the folder", directory, error.value());
}

std::optional<FileLock> FileLock::acquire(const fs::path& path,
                                          std::chrono::milliseconds patience) {
  int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  // A file of another user serves as well.
  if (descriptor < 0) descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;
  FileLock lock(descriptor);
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    const bool busy = errno == EWOULDBLOCK || errno == EINTR;
    checkpoint();
    if (!busy || std::chrono::steady_clock::now() >= deadline) {
      return std::nullopt;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return lock;
}

FileLock::FileLock(FileLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace sleeve
