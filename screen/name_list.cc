#include "screen/name_list.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/error.h"
#include "screen/system_error.h"

namespace sleeve {
namespace {

constexpr size_t kLookAhead = 8192;
constexpr size_t kChunkBytes = 65536;
constexpr size_t kMaxNameBytes = 65536;

}  // namespace

// Appends what the stream has ready.
bool NameList::fill() {
  if (drained_) return false;
  buffer_.erase(0, position_);
  position_ = 0;
  const size_t before = buffer_.size();
  buffer_.resize(before + kChunkBytes);
  ssize_t got;
  do {
    got = ::read(file_, buffer_.data() + before, kChunkBytes);
  } while (got < 0 && errno == EINTR);
  const int error = errno;
  buffer_.resize(before + static_cast<size_t>(std::max<ssize_t>(got, 0)));
  if (got < 0) {
    throw Error(ErrorCode::io_error,
                "The list of names on standard input cannot be read: " +
                    system_reason(error) + ".");
  }
  passed_ += static_cast<size_t>(got);
  drained_ = got == 0;
  return !drained_;
}

bool NameList::next(std::string& name) {
  while (!started_ && buffer_.size() < kLookAhead && fill()) {
  }
  if (!started_ && buffer_.find('\0') != std::string::npos) end_ = '\0';
  started_ = true;
  for (;;) {
    size_t at = buffer_.find(end_, position_);
    while (at == std::string::npos &&
           buffer_.size() - position_ < kMaxNameBytes && fill()) {
      at = buffer_.find(end_, position_);
    }
    const bool ended = at != std::string::npos;
    const size_t stop =
        std::min(ended ? at : buffer_.size(), position_ + kMaxNameBytes);
    name.assign(buffer_, position_, stop - position_);
    position_ = stop + (ended && stop == at);
    if (!name.empty()) return true;
    if (!ended) return false;
  }
}

double NameList::progress() const {
  struct stat status {};
  if (::fstat(file_, &status) != 0 || !S_ISREG(status.st_mode)) return -1;
  const double left = static_cast<double>(buffer_.size() - position_);
  const double size = static_cast<double>(std::max<off_t>(status.st_size, 1));
  return std::clamp((static_cast<double>(passed_) - left) / size, 0.0, 1.0);
}

}  // namespace sleeve
