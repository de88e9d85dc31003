#include "screen/run_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <utility>

#include "core/error.h"
#include "screen/system_error.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;

// Writes all of `content` and waits for the disk; 0 or an errno value.
int write_whole(const std::string& path, std::string_view content) {
  const FileDescriptor file(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file) return errno;
  while (!content.empty()) {
    const ssize_t put = ::write(file.get(), content.data(), content.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return errno;
    content.remove_prefix(static_cast<size_t>(put));
  }
  return ::fsync(file.get()) == 0 ? 0 : errno;
}

}  // namespace

RunFolder::RunFolder(fs::path path) : path_(std::move(path)) {
  std::error_code error;
  fs::create_directories(path_, error);
  folder_ =
      FileDescriptor(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder_) fail(path_, "cannot be made", errno);
  if (::flock(folder_.get(), LOCK_EX | LOCK_NB) == 0) return;
  if (errno != EWOULDBLOCK) fail(path_, "cannot be locked", errno);
  throw Error(ErrorCode::io_error,
              "Another run writes to \"" + path_.string() +
                  "\". Wait for it, or name another output directory.");
}

void RunFolder::fail(const std::string& file, const char* what,
                     int error) const {
  throw Error(ErrorCode::io_error, "The output \"" + file + "\" " + what +
                                       ": " + system_reason(error) + ".");
}

std::string RunFolder::file(std::string_view name) const {
  return (path_ / name).string();
}

std::optional<std::string> RunFolder::read(std::string_view name) const {
  std::ifstream stream(file(name), std::ios::binary);
  if (!stream) {
    if (errno == ENOENT) return std::nullopt;
    fail(file(name), "cannot be read", errno);
  }
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

void RunFolder::replace(std::string_view name, std::string_view content) const {
  const std::string path = file(name);
  const std::string fresh = path + ".new";
  int error = write_whole(fresh, content);
  if (error == 0 && ::rename(fresh.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(fresh.c_str());
    fail(path, "cannot be written", error);
  }
  ::fsync(folder_.get());
}

void RunFolder::remove(const std::vector<std::string>& names) const {
  for (const std::string& name : names) {
    if (::unlink(file(name).c_str()) != 0 && errno != ENOENT) {
      fail(file(name), "cannot be removed", errno);
    }
  }
}

}  // namespace sleeve
