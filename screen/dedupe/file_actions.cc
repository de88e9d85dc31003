#include "screen/dedupe/file_actions.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "screen/file_descriptor.h"
#include "screen/system_error.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;

constexpr size_t kCopyBytes = size_t{1} << 20;
constexpr int64_t kNanoseconds = 1'000'000'000;

// Not a name that a person gives to a picture; a kill leaves it until undo.
std::string fresh_name(const std::string& path) {
  constexpr size_t kLongestName = 255;
  constexpr size_t kKeptOfLongNames = 150;
  const std::string name = path + ".sleeve-new";
  const fs::path whole(name);
  if (whole.filename().native().size() <= kLongestName) return name;
  const std::string last = whole.filename().string();
  return whole.parent_path() /
         (last.substr(0, kKeptOfLongNames) +
          sha256_hex(last.data(), last.size()) + ".sleeve-new");
}

std::string reason(int error) { return system_reason(error); }

std::string make_parent(const std::string& path) {
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  return error ? error.message() : "";
}

// 0 or an errno value.
int copy_bytes(int from, int to) {
  std::vector<char> buffer(kCopyBytes);
  for (;;) {
    const ssize_t got = ::read(from, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno;
    if (got == 0) return 0;
    for (ssize_t written = 0; written < got;) {
      const ssize_t put = ::write(to, buffer.data() + written,
                                  static_cast<size_t>(got - written));
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) return errno;
      written += put;
    }
  }
}

// A whole copy on the disk under the fresh name of `path`.
std::string copy_to_fresh(const std::string& from, const std::string& path,
                          uint32_t mode, int64_t modified) {
  const std::string fresh = fresh_name(path);
  const FileDescriptor source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (!source) return reason(errno);
  // What a kill left there may be a link to the very file that is copied:
  // writing into it would destroy both.
  ::unlink(fresh.c_str());
  const FileDescriptor copy(
      ::open(fresh.c_str(),
             O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!copy) return reason(errno);
  int error = copy_bytes(source.get(), copy.get());
  const timespec times[2] = {{0, UTIME_OMIT},
                             {static_cast<time_t>(modified / kNanoseconds),
                              static_cast<long>(modified % kNanoseconds)}};
  if (error == 0 &&
      (::fchmod(copy.get(), mode) != 0 || ::futimens(copy.get(), times) != 0 ||
       ::fsync(copy.get()) != 0)) {
    error = errno;
  }
  if (error == 0) return "";
  ::unlink(fresh.c_str());
  return reason(error);
}

std::string put_fresh(const std::string& path) {
  const std::string fresh = fresh_name(path);
  if (::rename(fresh.c_str(), path.c_str()) == 0) return "";
  const int error = errno;
  ::unlink(fresh.c_str());
  return reason(error);
}

std::string move_by_copy(const std::string& from, const std::string& to) {
  const std::string target = link_target(from);
  const auto facts = facts_of(from, false);
  if (!facts) return "it is gone";
  std::string fault = target.empty()
                          ? put_copy(from, to, facts->mode, facts->modified)
                          : put_symlink(target, to);
  if (!fault.empty()) return fault;
  sync_parent(to);
  return remove_file(from);
}

}  // namespace

std::optional<FileFacts> facts_of(const std::string& path, bool follow_links) {
  struct stat status {};
  const int result = follow_links ? ::stat(path.c_str(), &status)
                                  : ::lstat(path.c_str(), &status);
  if (result != 0) return std::nullopt;
  FileFacts facts;
  facts.device = status.st_dev;
  facts.inode = status.st_ino;
  facts.bytes = static_cast<uint64_t>(status.st_size);
  facts.modified =
      int64_t{status.st_mtim.tv_sec} * kNanoseconds + status.st_mtim.tv_nsec;
  facts.mode = status.st_mode & 07777;
  facts.regular = S_ISREG(status.st_mode);
  facts.is_link = S_ISLNK(status.st_mode);
  return facts;
}

std::optional<Sha256Digest> digest_of_file(const std::string& path) {
  const FileDescriptor file(
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return std::nullopt;
  }
  Sha256 digest;
  std::vector<char> buffer(kCopyBytes);
  for (;;) {
    const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) return digest.finish();
    digest.update(buffer.data(), static_cast<size_t>(got));
  }
}

std::string link_target(const std::string& path) {
  std::error_code error;
  return fs::read_symlink(path, error).string();
}

std::string move_file(const std::string& from, const std::string& to) {
  if (facts_of(to, false)) return "something stands at its destination";
  if (std::string fault = make_parent(to); !fault.empty()) return fault;
  if (::rename(from.c_str(), to.c_str()) == 0) return "";
  return errno == EXDEV ? move_by_copy(from, to) : reason(errno);
}

std::string put_copy(const std::string& from, const std::string& path,
                     uint32_t mode, int64_t modified) {
  if (std::string fault = make_parent(path); !fault.empty()) return fault;
  std::string fault = copy_to_fresh(from, path, mode, modified);
  return fault.empty() ? put_fresh(path) : fault;
}

std::string put_hardlink(const std::string& target, const std::string& path) {
  const std::string fresh = fresh_name(path);
  ::unlink(fresh.c_str());
  // A keeper that is a symbolic link is followed.
  if (::linkat(AT_FDCWD, target.c_str(), AT_FDCWD, fresh.c_str(),
               AT_SYMLINK_FOLLOW) != 0) {
    return reason(errno);
  }
  return put_fresh(path);
}

std::string put_symlink(const std::string& text, const std::string& path) {
  if (std::string fault = make_parent(path); !fault.empty()) return fault;
  const std::string fresh = fresh_name(path);
  ::unlink(fresh.c_str());
  if (::symlink(text.c_str(), fresh.c_str()) != 0) return reason(errno);
  return put_fresh(path);
}

void sync_parent(const std::string& path) {
  const FileDescriptor folder(::open(fs::path(path).parent_path().c_str(),
                                     O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder) ::fsync(folder.get());
}

std::string remove_file(const std::string& path) {
  return ::unlink(path.c_str()) == 0 ? "" : reason(errno);
}

void remove_leftover(const std::string& path) {
  ::unlink(fresh_name(path).c_str());
}

}  // namespace sleeve
