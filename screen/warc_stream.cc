#include "screen/warc_stream.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <vector>

#include "screen/file_descriptor.h"
#include "screen/system_error.h"

namespace sleeve {
namespace {

constexpr size_t kBlockBytes = size_t{128} << 10;
constexpr std::string_view kGzipMagic("\x1f\x8b\x08", 3);
constexpr std::string_view kRecordMagic = "WARC/";
constexpr int kGzipOnly = 15 + 16;  // for inflateInit2()

}  // namespace

struct WarcStream::State {
  FileDescriptor file;
  uint64_t size = 0;
  uint64_t next = 0;  ///< in the file, behind `block`
  std::vector<char> block = std::vector<char>(kBlockBytes);
  size_t at = 0;   ///< in `block`
  size_t end = 0;  ///< of what `block` holds
  bool packed = false;
  bool in_member = false;
  uint64_t member = 0;  ///< where the present gzip member begins
  uint64_t marked = 0;
  z_stream inflater{};
  std::string fault;

  ~State() { ::inflateEnd(&inflater); }

  uint64_t offset() const { return next - (end - at); }
  bool fill();
  void seek(uint64_t offset);
  size_t take(char* to, size_t most);
  size_t take_packed(char* to, size_t most);
  bool start_member();
  uint64_t find(uint64_t from, std::string_view what, bool line_start) const;
  bool begins_record(uint64_t offset) const;
};

// Makes sure that the block has a byte, if the file has.
bool WarcStream::State::fill() {
  if (at < end) return true;
  const ssize_t got =
      ::pread(file.get(), block.data(), block.size(), static_cast<off_t>(next));
  if (got < 0) fault = "cannot be read: " + system_reason(errno);
  if (got <= 0) return false;
  at = 0;
  end = static_cast<size_t>(got);
  next += end;
  return true;
}

void WarcStream::State::seek(uint64_t offset) {
  next = offset;
  at = end = 0;
  in_member = false;
}

bool WarcStream::State::start_member() {
  if (!fill()) return false;
  member = offset();
  if (::inflateReset(&inflater) != Z_OK) {
    fault = "cannot be unpacked";
    return false;
  }
  in_member = true;
  return true;
}

size_t WarcStream::State::take_packed(char* to, size_t most) {
  size_t done = 0;
  while (done < most) {
    if (!in_member && !start_member()) break;
    if (!fill()) {
      if (fault.empty()) fault = "the file breaks off";
      break;
    }
    inflater.next_in = reinterpret_cast<Bytef*>(block.data() + at);
    inflater.avail_in = static_cast<uInt>(end - at);
    inflater.next_out = reinterpret_cast<Bytef*>(to + done);
    inflater.avail_out = static_cast<uInt>(most - done);
    const int state = ::inflate(&inflater, Z_NO_FLUSH);
    at = end - inflater.avail_in;
    done = most - inflater.avail_out;
    if (state == Z_STREAM_END) {
      in_member = false;
    } else if (state != Z_OK && state != Z_BUF_ERROR) {
      fault = "damaged gzip data";
      break;
    }
  }
  return done;
}

size_t WarcStream::State::take(char* to, size_t most) {
  if (!fault.empty()) return 0;
  if (packed) return take_packed(to, most);
  size_t done = 0;
  while (done < most && fill()) {
    const size_t some = std::min(most - done, end - at);
    std::copy_n(block.data() + at, some, to + done);
    at += some;
    done += some;
  }
  return done;
}

// The first place from `from` on where the file has `what`, at the start of a
// line if so wished; the file's size when there is none.
uint64_t WarcStream::State::find(uint64_t from, std::string_view what,
                                 bool line_start) const {
  std::string window(kBlockBytes + what.size(), '\0');
  while (from < size) {
    const ssize_t got = ::pread(file.get(), window.data(), window.size(),
                                static_cast<off_t>(from));
    if (got < static_cast<ssize_t>(what.size())) break;
    const std::string_view text(window.data(), static_cast<size_t>(got));
    for (size_t found = text.find(what); found != std::string_view::npos;
         found = text.find(what, found + 1)) {
      if (!line_start || (found > 0 && text[found - 1] == '\n')) {
        return from + found;
      }
    }
    if (text.size() < window.size()) break;
    // With the byte before the next place, which tells the start of a line.
    from += static_cast<uint64_t>(got) - what.size();
  }
  return size;
}

// Whether a gzip member at `offset` unpacks to the beginning of a record.
bool WarcStream::State::begins_record(uint64_t offset) const {
  std::array<char, 4096> packed_bytes;
  const ssize_t got = ::pread(file.get(), packed_bytes.data(),
                              packed_bytes.size(), static_cast<off_t>(offset));
  if (got <= 0) return false;
  std::array<char, kRecordMagic.size()> bytes;
  z_stream stream{};
  if (::inflateInit2(&stream, kGzipOnly) != Z_OK) return false;
  stream.next_in = reinterpret_cast<Bytef*>(packed_bytes.data());
  stream.avail_in = static_cast<uInt>(got);
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  ::inflate(&stream, Z_SYNC_FLUSH);
  ::inflateEnd(&stream);
  return stream.avail_out == 0 &&
         std::string_view(bytes.data(), bytes.size()) == kRecordMagic;
}

WarcStream::WarcStream(const std::string& path)
    : state_(std::make_unique<State>()) {
  State& state = *state_;
  ::inflateInit2(&state.inflater, kGzipOnly);
  state.file = FileDescriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (!state.file || ::fstat(state.file.get(), &status) != 0) {
    state.fault = "cannot be read: " + system_reason(errno);
    return;
  }
  state.size = static_cast<uint64_t>(status.st_size);
  state.packed =
      state.fill() && state.end >= kGzipMagic.size() &&
      std::string_view(state.block.data(), kGzipMagic.size()) == kGzipMagic;
}

WarcStream::~WarcStream() = default;

void WarcStream::mark() {
  State& state = *state_;
  const uint64_t offset = state.offset();
  state.marked =
      state.packed ? state.member : offset - std::min(offset, uint64_t{1});
}

uint64_t WarcStream::marked() const { return state_->marked; }

size_t WarcStream::read(std::string& bytes, size_t most) {
  const size_t before = bytes.size();
  size_t done = 0;
  while (done < most) {  // grows as the file gives, not as it claims
    const size_t step = std::min(most - done, size_t{1} << 20);
    bytes.resize(before + done + step);
    const size_t got = state_->take(bytes.data() + before + done, step);
    done += got;
    if (got < step) break;
  }
  bytes.resize(before + done);
  return done;
}

uint64_t WarcStream::skip(uint64_t most) {
  State& state = *state_;
  if (!state.packed) {
    const uint64_t some =
        std::min(most, state.size - std::min(state.offset(), state.size));
    if (some > state.end - state.at) {
      state.seek(state.offset() + some);
    } else {
      state.at += some;
    }
    return some;
  }
  std::array<char, 32768> passed;
  uint64_t done = 0;
  while (done < most) {
    const size_t got = state.take(
        passed.data(), std::min<uint64_t>(passed.size(), most - done));
    if (got == 0) break;
    done += got;
  }
  return done;
}

bool WarcStream::resume() {
  State& state = *state_;
  if (!state.file) return false;
  state.fault.clear();
  uint64_t place = state.marked + 1;
  if (!state.packed) {
    // One byte earlier, to see the end of the line before.
    place = state.find(state.marked, kRecordMagic, true);
  } else {
    for (;; ++place) {
      place = state.find(place, kGzipMagic, false);
      if (place >= state.size || state.begins_record(place)) break;
    }
  }
  if (place >= state.size) {
    state.seek(state.size);
    return false;
  }
  state.seek(place);
  return true;
}

const std::string& WarcStream::fault() const { return state_->fault; }

double WarcStream::progress() const {
  const State& state = *state_;
  return state.size == 0 ? 1
                         : static_cast<double>(state.offset()) /
                               static_cast<double>(state.size);
}

}  // namespace sleeve
