#include "screen/journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <utility>

#include "core/error.h"
#include "screen/system_error.h"

namespace sleeve {
namespace {

constexpr size_t kReadBytes = size_t{1} << 20;
constexpr size_t kPendingBytes = size_t{1} << 20;
constexpr double kFlushSeconds = 0.25;

double now() {
  const auto time = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(time).count();
}

}  // namespace

Journal::Journal(std::string path) : path_(std::move(path)), flushed_(now()) {
  file_ =
      FileDescriptor(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!file_) fail("cannot be opened", errno);
}

void Journal::fail(const char* what, int error) {
  throw Error(ErrorCode::io_error,
              "The file \"" + path_ + "\" " + what + ": " +
                  system_reason(error) +
                  ". Mend that and run the same command again; it goes on "
                  "where it stopped.");
}

void Journal::cut(uint64_t size) {
  if (::ftruncate(file_.get(), static_cast<off_t>(size)) != 0) {
    fail("cannot be cut to its last complete line", errno);
  }
}

void Journal::count(std::string_view text) {
  bytes_ += text.size();
  digest_.update(text.data(), text.size());
}

void Journal::replay(
    const std::function<void(int64_t, std::string_view)>& visit) {
  std::string buffer;
  for (;;) {
    const size_t kept = buffer.size();
    buffer.resize(kept + kReadBytes);
    const ssize_t got = ::pread(file_.get(), buffer.data() + kept, kReadBytes,
                                static_cast<off_t>(bytes_ + kept));
    if (got < 0 && errno != EINTR) fail("cannot be read", errno);
    buffer.resize(kept + static_cast<size_t>(got < 0 ? 0 : got));
    if (got == 0) break;
    size_t start = 0;
    for (size_t end = buffer.find('\n', kept); end != std::string::npos;
         end = buffer.find('\n', start)) {
      visit(lines_++, std::string_view(buffer).substr(start, end - start));
      start = end + 1;
    }
    count(std::string_view(buffer).substr(0, start));
    buffer.erase(0, start);
  }
  if (!buffer.empty()) cut(bytes_);
  if (::lseek(file_.get(), static_cast<off_t>(bytes_), SEEK_SET) < 0) {
    fail("cannot be written", errno);
  }
}

void Journal::append(std::string_view line) {
  const size_t before = pending_.size();
  pending_.append(line).push_back('\n');
  count(std::string_view(pending_).substr(before));
  ++lines_;
  if (pending_.size() >= kPendingBytes || now() - flushed_ >= kFlushSeconds) {
    flush();
  }
}

void Journal::flush() {
  flushed_ = now();
  const uint64_t start = bytes_ - pending_.size();
  size_t written = 0;
  while (written < pending_.size()) {
    const ssize_t put = ::write(file_.get(), pending_.data() + written,
                                pending_.size() - written);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) {
      const int error = errno;
      const size_t end = pending_.rfind('\n', written == 0 ? 0 : written - 1);
      cut(start + (written == 0 || end == std::string::npos ? 0 : end + 1));
      pending_.clear();
      fail("cannot be written", error);
    }
    written += static_cast<size_t>(put);
  }
  pending_.clear();
}

void Journal::sync() {
  flush();
  if (::fdatasync(file_.get()) != 0) fail("cannot be written", errno);
}

}  // namespace sleeve
