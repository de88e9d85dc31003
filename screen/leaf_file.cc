#include "screen/leaf_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "core/error.h"
#include "screen/rights/words.h"
#include "screen/system_error.h"

namespace sleeve {
namespace {

constexpr size_t kPendingBytes = size_t{64} << 10;
constexpr size_t kDigestBytes = 32;

}  // namespace

LeafFile::LeafFile(std::string path) : path_(std::move(path)) {
  file_ =
      FileDescriptor(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!file_) fail("cannot be opened", errno);
}

void LeafFile::fail(const char* what, int error) const {
  throw Error(ErrorCode::io_error, "The file \"" + path_ + "\" " + what + ": " +
                                       system_reason(error) + ".");
}

bool LeafFile::replay(std::string_view line) {
  const Sha256Digest leaf = merkle_leaf(line);
  Sha256Digest kept;
  const auto at = static_cast<off_t>(root_.size() * kDigestBytes);
  const ssize_t got = ::pread(file_.get(), kept.data(), kept.size(), at);
  if (got < 0) fail("cannot be read", errno);
  root_.add(leaf);
  if (got == static_cast<ssize_t>(kDigestBytes)) {
    ++written_;
    return kept == leaf;
  }
  pending_ += as_text(Bytes(leaf));
  return true;
}

void LeafFile::start() {
  const auto bytes = static_cast<off_t>(written_ * kDigestBytes);
  if (::ftruncate(file_.get(), bytes) != 0 ||
      ::lseek(file_.get(), bytes, SEEK_SET) < 0) {
    fail("cannot be written", errno);
  }
}

void LeafFile::append(std::string_view line) {
  const Sha256Digest leaf = merkle_leaf(line);
  root_.add(leaf);
  pending_ += as_text(Bytes(leaf));
  if (pending_.size() >= kPendingBytes) flush();
}

void LeafFile::flush() {
  size_t done = 0;
  while (done < pending_.size()) {
    const ssize_t put =
        ::write(file_.get(), pending_.data() + done, pending_.size() - done);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) fail("cannot be written", errno);
    done += static_cast<size_t>(put);
  }
  written_ += pending_.size() / kDigestBytes;
  pending_.clear();
}

void LeafFile::sync() {
  flush();
  if (::fdatasync(file_.get()) != 0) fail("cannot be written", errno);
}

}  // namespace sleeve
