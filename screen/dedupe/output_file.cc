#include "screen/dedupe/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "core/error.h"
#include "screen/system_error.h"

namespace sleeve {
namespace {

constexpr size_t kPendingBytes = size_t{1} << 20;

}  // namespace

OutputFile::OutputFile(std::string path)
    : path_(std::move(path)), fresh_(path_ + ".new") {
  file_ = FileDescriptor(
      ::open(fresh_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file_) fail(errno);
}

OutputFile::~OutputFile() {
  if (!finished_) ::unlink(fresh_.c_str());
}

void OutputFile::fail(int error) const {
  throw Error(ErrorCode::io_error,
              "The file \"" + path_ +
                  "\" cannot be written: " + system_reason(error) +
                  ". Mend that and run the same command again.");
}

void OutputFile::flush() {
  size_t written = 0;
  while (written < pending_.size()) {
    const ssize_t put = ::write(file_.get(), pending_.data() + written,
                                pending_.size() - written);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) fail(errno);
    written += static_cast<size_t>(put);
  }
  pending_.clear();
}

void OutputFile::write(std::string_view bytes) {
  pending_ += bytes;
  if (pending_.size() >= kPendingBytes) flush();
}

void OutputFile::finish() {
  flush();
  if (::fsync(file_.get()) != 0 ||
      ::rename(fresh_.c_str(), path_.c_str()) != 0) {
    fail(errno);
  }
  finished_ = true;
}

}  // namespace sleeve
