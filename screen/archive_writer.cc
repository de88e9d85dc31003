#include "screen/archive_writer.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "core/error.h"
#include "screen/file_descriptor.h"
#include "screen/system_error.h"

namespace sleeve {
namespace {

int filter_of(Archive::Compression compression) {
  switch (compression) {
    case Archive::Compression::gzip:
      return ARCHIVE_FILTER_GZIP;
    case Archive::Compression::bzip2:
      return ARCHIVE_FILTER_BZIP2;
    case Archive::Compression::xz:
      return ARCHIVE_FILTER_XZ;
    case Archive::Compression::zstd:
      return ARCHIVE_FILTER_ZSTD;
    default:
      return ARCHIVE_FILTER_NONE;
  }
}

}  // namespace

struct ArchiveWriter::State {
  std::string path;
  std::string fresh;  ///< the name until it is whole
  FileDescriptor file;
  struct archive* writer = nullptr;
  bool finished = false;

  static la_ssize_t put(struct archive* writer, void* data, const void* bytes,
                        size_t size);
  void open(Archive::Compression compression);
  void check(int status);
  [[noreturn]] void fail(const std::string& reason) const;
};

la_ssize_t ArchiveWriter::State::put(struct archive* writer, void* data,
                                     const void* bytes, size_t size) {
  const auto* state = static_cast<State*>(data);
  ssize_t written;
  do {
    written = ::write(state->file.get(), bytes, size);
  } while (written < 0 && errno == EINTR);
  if (written < 0) {
    ::archive_set_error(writer, errno, "%s", system_reason(errno).c_str());
  }
  return written;
}

void ArchiveWriter::State::fail(const std::string& reason) const {
  throw Error(ErrorCode::io_error, "The archive \"" + path +
                                       "\" cannot be written: " + reason + ".");
}

void ArchiveWriter::State::check(int status) {
  if (status >= ARCHIVE_WARN) return;
  const char* reason = ::archive_error_string(writer);
  fail(reason != nullptr ? reason : "unknown reason");
}

void ArchiveWriter::State::open(Archive::Compression compression) {
  file = FileDescriptor(
      ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666));
  if (!file) fail(system_reason(errno));
  check(::archive_write_set_format_raw(writer));
  check(::archive_write_add_filter(writer, filter_of(compression)));
  // Without this the last block would be padded.
  check(::archive_write_set_bytes_in_last_block(writer, 1));
  check(::archive_write_open(writer, this, nullptr, State::put, nullptr));
  archive_entry* entry = ::archive_entry_new();
  if (entry == nullptr) throw std::bad_alloc();
  ::archive_entry_set_filetype(entry, AE_IFREG);
  const int status = ::archive_write_header(writer, entry);
  ::archive_entry_free(entry);
  check(status);
}

ArchiveWriter::ArchiveWriter(std::string path, Archive::Compression compression)
    : state_(std::make_unique<State>()) {
  state_->fresh = path + ".new";
  state_->path = std::move(path);
  state_->writer = ::archive_write_new();
  if (state_->writer == nullptr) throw std::bad_alloc();
  try {
    state_->open(compression);
  } catch (...) {
    ::archive_write_free(state_->writer);
    ::unlink(state_->fresh.c_str());
    throw;
  }
}

ArchiveWriter::~ArchiveWriter() {
  ::archive_write_free(state_->writer);
  if (!state_->finished) ::unlink(state_->fresh.c_str());
}

void ArchiveWriter::write(std::span<const uint8_t> bytes) {
  while (!bytes.empty()) {
    const la_ssize_t taken =
        ::archive_write_data(state_->writer, bytes.data(), bytes.size());
    if (taken <= 0)
      state_->check(taken < 0 ? static_cast<int>(taken) : ARCHIVE_FATAL);
    bytes = bytes.subspan(static_cast<size_t>(taken));
  }
}

void ArchiveWriter::finish() {
  State& state = *state_;
  state.check(::archive_write_close(state.writer));
  if (::fsync(state.file.get()) != 0 ||
      ::rename(state.fresh.c_str(), state.path.c_str()) != 0) {
    state.fail(system_reason(errno));
  }
  state.finished = true;
}

}  // namespace sleeve
