#include "screen/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <locale.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "screen/file_descriptor.h"
#include "screen/system_error.h"

namespace sleeve {
namespace {

constexpr size_t kBlockBytes = size_t{256} << 10;
constexpr size_t kStepBytes = size_t{16} << 20;

// libarchive converts pax names from UTF-8 to the locale's character set;
// under "C" that would spoil them. This makes the calling thread speak UTF-8
// for a while and leaves the process as it is.
class Utf8Names {
 public:
  Utf8Names() : before_(::uselocale(utf8())) {}
  ~Utf8Names() { ::uselocale(before_); }
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;

 private:
  static locale_t utf8() {
    static const locale_t locale =
        ::newlocale(LC_CTYPE_MASK, "C.UTF-8", locale_t{});
    return locale;
  }
  locale_t before_;
};

}  // namespace

struct Archive::State {
  FileDescriptor file;
  uint64_t size = 0;
  uint64_t offset = 0;
  std::vector<uint8_t> block = std::vector<uint8_t>(kBlockBytes);
  struct archive* reader = nullptr;
  std::string error;

  ~State() { ::archive_read_free(reader); }

  static la_ssize_t read(struct archive* reader, void* data,
                         const void** block);
  static la_int64_t skip(struct archive*, void* data, la_int64_t request);

  void open(const std::string& path, Content content);
  bool fail(const std::string& reason);
  bool fail_here();
};

la_ssize_t Archive::State::read(struct archive* reader, void* data,
                                const void** block) {
  auto* state = static_cast<State*>(data);
  const ssize_t bytes =
      ::pread(state->file.get(), state->block.data(), state->block.size(),
              static_cast<off_t>(state->offset));
  if (bytes < 0) {
    ::archive_set_error(reader, errno, "%s", system_reason(errno).c_str());
    return ARCHIVE_FATAL;
  }
  state->offset += static_cast<uint64_t>(bytes);
  *block = state->block.data();
  return bytes;
}

// Never past the end of the file: what is missing there must be noticed.
la_int64_t Archive::State::skip(struct archive*, void* data,
                                la_int64_t request) {
  auto* state = static_cast<State*>(data);
  const uint64_t left =
      state->size > state->offset ? state->size - state->offset : 0;
  const uint64_t step = std::min(left, static_cast<uint64_t>(request));
  state->offset += step;
  return static_cast<la_int64_t>(step);
}

bool Archive::State::fail(const std::string& reason) {
  error = reason;
  return false;
}

bool Archive::State::fail_here() {
  const char* text = ::archive_error_string(reader);
  // Negative before the first header.
  const auto byte =
      std::max<la_int64_t>(::archive_read_header_position(reader), 0);
  return fail("broken tar archive at byte " + std::to_string(byte) + ": " +
              (text != nullptr ? text : "unknown damage"));
}

void Archive::State::open(const std::string& path, Content content) {
  file = FileDescriptor(
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status {};
  if (!file || ::fstat(file.get(), &status) != 0) {
    fail("the archive cannot be read: " + system_reason(errno));
    return;
  }
  if (!S_ISREG(status.st_mode)) {
    fail("the archive is not a regular file");
    return;
  }
  size = static_cast<uint64_t>(status.st_size);
  if (size == 0) {
    fail("the archive has no bytes at all");
    return;
  }
  if (content == Content::members) {
    ::archive_read_support_format_tar(reader);
    ::archive_read_set_options(reader, "read_concatenated_archives,!mac-ext");
  } else {
    ::archive_read_support_format_raw(reader);
  }
  ::archive_read_support_filter_gzip(reader);
  ::archive_read_support_filter_zstd(reader);
  ::archive_read_support_filter_xz(reader);
  ::archive_read_support_filter_bzip2(reader);
  ::archive_read_set_callback_data(reader, this);
  ::archive_read_set_read_callback(reader, State::read);
  ::archive_read_set_skip_callback(reader, State::skip);
  if (::archive_read_open1(reader) != ARCHIVE_OK) fail_here();
}

Archive::Archive(const std::string& path, Content content)
    : state_(std::make_unique<State>()) {
  state_->reader = ::archive_read_new();
  if (state_->reader == nullptr) throw std::bad_alloc();
  state_->open(path, content);
}

Archive::~Archive() = default;

bool Archive::next(Member& member) {
  if (!state_->error.empty()) return false;
  const Utf8Names names;
  archive_entry* entry = nullptr;
  const int status = ::archive_read_next_header(state_->reader, &entry);
  if (status == ARCHIVE_EOF) return false;
  if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
    return state_->fail_here();
  }
  const char* name = ::archive_entry_pathname(entry);
  member.name = name != nullptr ? name : "";
  member.bytes = static_cast<uint64_t>(
      std::max<la_int64_t>(::archive_entry_size(entry), 0));
  const bool linked = ::archive_entry_hardlink(entry) != nullptr ||
                      ::archive_entry_filetype(entry) == AE_IFLNK;
  const bool regular = ::archive_entry_filetype(entry) == AE_IFREG;
  member.kind = linked ? Kind::link : regular ? Kind::file : Kind::other;
  member.offset = offset();
  const char* target = ::archive_entry_hardlink(entry);
  member.target = target != nullptr ? target : "";
  return true;
}

// Grows step by step: what a header claims may not be there.
bool Archive::read(std::vector<uint8_t>& bytes, size_t most) {
  if (!state_->error.empty()) return false;
  size_t filled = bytes.size();
  const size_t end = filled + most;
  while (filled < end) {
    if (filled == bytes.size()) {
      bytes.resize(std::min(end, filled + kStepBytes));
    }
    const la_ssize_t got = ::archive_read_data(
        state_->reader, bytes.data() + filled, bytes.size() - filled);
    if (got <= 0) {
      bytes.resize(filled);
      return got == 0 || state_->fail_here();
    }
    filled += static_cast<size_t>(got);
  }
  return true;
}

bool Archive::skip() {
  if (!state_->error.empty()) return false;
  return ::archive_read_data_skip(state_->reader) >= ARCHIVE_WARN ||
         state_->fail_here();
}

uint64_t Archive::offset() const {
  return static_cast<uint64_t>(
      std::max<la_int64_t>(::archive_read_header_position(state_->reader), 0));
}

Archive::Compression Archive::compression() const {
  switch (::archive_filter_code(state_->reader, 0)) {
    case ARCHIVE_FILTER_GZIP:
      return Compression::gzip;
    case ARCHIVE_FILTER_BZIP2:
      return Compression::bzip2;
    case ARCHIVE_FILTER_XZ:
      return Compression::xz;
    case ARCHIVE_FILTER_ZSTD:
      return Compression::zstd;
    default:
      return Compression::none;
  }
}

const std::string& Archive::error() const { return state_->error; }

double Archive::progress() const {
  if (state_->size == 0) return 1;
  return static_cast<double>(state_->offset) /
         static_cast<double>(state_->size);
}

}  // namespace sleeve
