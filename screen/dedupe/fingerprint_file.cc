#include "screen/dedupe/fingerprint_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "index/checksum.h"
#include "screen/dedupe/fingerprint_layout.h"
#include "screen/system_error.h"

namespace sleeve {
namespace {

constexpr size_t kPendingBytes = size_t{1} << 20;
constexpr double kFlushSeconds = 0.25;

// More than a block ever holds: what breaks further from the end is damage,
// not a kill.
constexpr uint64_t kMostTornBytes = uint64_t{8} << 20;

double now() {
  const auto time = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(time).count();
}

uint64_t parts_digest(uint64_t number, uint64_t key) {
  return checksum(&number, sizeof number, key);
}

// Writes all of it; 0 or an errno value.
int write_all(int file, const std::vector<uint8_t>& bytes) {
  size_t written = 0;
  while (written < bytes.size()) {
    const ssize_t put =
        ::write(file, bytes.data() + written, bytes.size() - written);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return errno;
    written += static_cast<size_t>(put);
  }
  return 0;
}

}  // namespace

FingerprintFile::FingerprintFile(std::string path)
    : path_(std::move(path)), flushed_(now()) {
  file_ =
      FileDescriptor(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!file_) fail("cannot be opened", errno);
  if (::flock(file_.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) fail("cannot be locked", errno);
    throw Error(ErrorCode::io_error,
                "Another run writes fingerprints to \"" + path_ +
                    "\". Wait for it, or name another file.");
  }
  struct stat status {};
  if (::fstat(file_.get(), &status) != 0) fail("cannot be read", errno);
  // A kill within the very first write leaves less than a header.
  if (status.st_size < static_cast<off_t>(sizeof(FingerprintFileHeader)))
    start_file();
  mapped_.emplace(path_);
  read_blocks();
}

void FingerprintFile::fail(const char* what, int error) const {
  throw Error(ErrorCode::io_error,
              "The file of fingerprints \"" + path_ + "\" " + what + ": " +
                  system_reason(error) +
                  ". Mend that and run the same command again; it goes on "
                  "where it stopped.");
}

void FingerprintFile::refuse(const std::string& fault) const {
  throw Error(ErrorCode::corrupt, "The file of fingerprints \"" + path_ +
                                      "\" is damaged: " + fault +
                                      ". Remove it; it will be made anew.");
}

void FingerprintFile::start_file() {
  std::vector<uint8_t> bytes(sizeof(FingerprintFileHeader));
  const ssize_t got = ::pread(file_.get(), bytes.data(), bytes.size(), 0);
  const auto time = std::chrono::system_clock::now().time_since_epoch();
  const FingerprintFileHeader header =
      fingerprint_file_header(static_cast<uint64_t>(time.count()) ^
                              static_cast<uint64_t>(::getpid()) << 48);
  const size_t same = std::min<size_t>(got < 0 ? 0 : static_cast<size_t>(got),
                                       offsetof(FingerprintFileHeader, id));
  if (got < 0 || std::memcmp(bytes.data(), &header, same) != 0) {
    refuse("it is no file of fingerprints");
  }
  std::memcpy(bytes.data(), &header, sizeof header);
  if (::ftruncate(file_.get(), 0) != 0 || ::lseek(file_.get(), 0, SEEK_SET)) {
    fail("cannot be written", errno);
  }
  if (const int error = write_all(file_.get(), bytes)) {
    fail("cannot be written", error);
  }
}

void FingerprintFile::read_blocks() {
  const auto bytes = mapped_->bytes();
  FingerprintFileHeader header;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header.magic != FingerprintFileHeader{}.magic) {
    refuse("it is no file of fingerprints");
  }
  if (header.version != kFingerprintVersion ||
      header.hash != fingerprint_file_header(0).hash) {
    throw Error(ErrorCode::unsupported,
                "The file of fingerprints \"" + path_ +
                    "\" is of another version of Sleeve or of its hash. Name "
                    "another file.");
  }
  if (header.checksum != fingerprint_file_header(header.id).checksum) {
    refuse("its header is wrong");
  }
  id_ = header.id;
  if (end_ == 0) end_ = sizeof header;  // what comes first
  while (end_ < bytes.size()) {
    const auto left = bytes.subspan(end_);
    const std::optional<FingerprintBlockHeader> block = whole_block(left);
    if (!block) {
      if (left.size() > kMostTornBytes) {
        refuse("a block at byte " + std::to_string(end_) + " is wrong");
      }
      break;
    }
    const uint64_t begin = end_ + sizeof(FingerprintBlockHeader);
    read_entries(begin, begin + block->bytes);
    end_ = begin + block->bytes;
  }
  if (end_ < bytes.size() &&
      ::ftruncate(file_.get(), static_cast<off_t>(end_)) != 0) {
    fail("cannot be cut to its last whole block", errno);
  }
  loaded_ = end_;
  next_number_ = offsets_.size();
  if (::lseek(file_.get(), static_cast<off_t>(end_), SEEK_SET) < 0) {
    fail("cannot be written", errno);
  }
}

void FingerprintFile::read_entries(uint64_t begin, uint64_t end) {
  const uint8_t* bytes = mapped_->bytes().data();
  while (begin < end) {
    FingerprintEntryHeader entry;
    if (end - begin < sizeof entry) refuse("an entry is cut");
    std::memcpy(&entry, bytes + begin, sizeof entry);
    begin += sizeof entry;
    if (entry.bytes > end - begin) refuse("an entry is too long");
    take_entry(entry.kind, begin, begin + entry.bytes);
    begin += entry.bytes;
  }
}

void FingerprintFile::take_entry(uint32_t kind, uint64_t begin, uint64_t end) {
  const uint8_t* bytes = mapped_->bytes().data() + begin;
  if (kind == kPictureEntry) {
    if (!RecordView::fits(bytes, end - begin)) refuse("a record is wrong");
    offsets_.push_back(begin);
  } else if (kind == kPixelsEntry && end - begin == sizeof(PixelEntry)) {
    PixelEntry entry;
    std::memcpy(&entry, bytes, sizeof entry);
    pixels_[entry.number] = entry.digest;
  } else if (kind == kDetailsEntry) {
    take_details(begin, end);
  } else if (kind == kPartsEntry) {
    take_parts(begin, end);
  } else {
    refuse("an entry is of an unknown kind");
  }
}

// Where an entry begins says where it ends: its header stands before it.
std::span<const uint8_t> FingerprintFile::entry_at(uint64_t begin) const {
  const uint8_t* bytes = mapped_->bytes().data() + begin;
  FingerprintEntryHeader entry;
  std::memcpy(&entry, bytes - sizeof entry, sizeof entry);
  return {bytes, entry.bytes};
}

void FingerprintFile::take_details(uint64_t begin, uint64_t end) {
  const auto bytes = mapped_->bytes().subspan(begin, end - begin);
  // Details follow the record that they are about.
  if (!details_fit(bytes) || details_number(bytes) >= offsets_.size()) {
    refuse("details are wrong");
  }
  details_.resize(offsets_.size());
  details_[details_number(bytes)] = begin;
}

void FingerprintFile::take_parts(uint64_t begin, uint64_t end) {
  const auto bytes = mapped_->bytes().subspan(begin, end - begin);
  if (!parts_fit(bytes)) refuse("a list of parts is wrong");
  const PartsFound found = read_parts(bytes);
  parts_[parts_digest(found.number, found.key)] = begin;
}

bool FingerprintFile::has_details(size_t number) const {
  return number < details_.size() && details_[number] != 0;
}

PictureDetails FingerprintFile::details_of(size_t number) const {
  return read_details(entry_at(details_[number]));
}

size_t FingerprintFile::keypoints_of(size_t number) const {
  return details_keypoints(entry_at(details_[number]));
}

std::optional<PartsFound> FingerprintFile::parts_of(size_t number,
                                                    uint64_t key) const {
  const auto found = parts_.find(parts_digest(number, key));
  if (found == parts_.end()) return std::nullopt;
  PartsFound parts = read_parts(entry_at(found->second));
  if (parts.number != number || parts.key != key) return std::nullopt;
  return parts;
}

RecordView FingerprintFile::record(size_t number) const {
  return RecordView(mapped_->bytes().data() + offsets_[number]);
}

std::optional<PixelDigest> FingerprintFile::pixels(size_t number) const {
  const auto found = pixels_.find(number);
  if (found == pixels_.end()) return std::nullopt;
  return found->second;
}

void FingerprintFile::begin_entry() {
  if (pending_.empty()) pending_.resize(sizeof(FingerprintBlockHeader));
  pending_.resize(pending_.size() + sizeof(FingerprintEntryHeader));
}

// Closes the entry whose header is at `begin`.
void FingerprintFile::add_entry(uint32_t kind, size_t begin) {
  pending_.resize((pending_.size() + 7) / 8 * 8);
  const FingerprintEntryHeader entry{
      kind, static_cast<uint32_t>(pending_.size() - begin -
                                  sizeof(FingerprintEntryHeader))};
  std::memcpy(pending_.data() + begin, &entry, sizeof entry);
  ++pending_entries_;
  if (pending_.size() >= kPendingBytes || now() - flushed_ >= kFlushSeconds) {
    flush();
  }
}

size_t FingerprintFile::append(const PictureRecord& record) {
  begin_entry();
  const size_t begin = pending_.size() - sizeof(FingerprintEntryHeader);
  append_record(record, pending_);
  const size_t number = next_number_++;
  add_entry(kPictureEntry, begin);
  return number;
}

void FingerprintFile::append(size_t number, const PixelDigest& digest) {
  begin_entry();
  const size_t begin = pending_.size() - sizeof(FingerprintEntryHeader);
  const PixelEntry entry{number, digest};
  const auto* raw = reinterpret_cast<const uint8_t*>(&entry);
  pending_.insert(pending_.end(), raw, raw + sizeof entry);
  pixels_[number] = digest;
  add_entry(kPixelsEntry, begin);
}

void FingerprintFile::append(size_t number, const PictureDetails& details) {
  begin_entry();
  const size_t begin = pending_.size() - sizeof(FingerprintEntryHeader);
  append_details(number, details, pending_);
  add_entry(kDetailsEntry, begin);
}

void FingerprintFile::append(const PartsFound& found) {
  begin_entry();
  const size_t begin = pending_.size() - sizeof(FingerprintEntryHeader);
  append_parts(found, pending_);
  add_entry(kPartsEntry, begin);
}

void FingerprintFile::flush() {
  flushed_ = now();
  if (pending_.empty()) return;
  put_block_header(std::exchange(pending_entries_, 0), pending_);
  const int error = write_all(file_.get(), pending_);
  if (error == 0) {
    end_ += pending_.size();
    pending_.clear();
    return;
  }
  pending_.clear();
  if (::ftruncate(file_.get(), static_cast<off_t>(end_)) != 0 ||
      ::lseek(file_.get(), static_cast<off_t>(end_), SEEK_SET) < 0) {
    fail("cannot be cut to its last whole block", errno);
  }
  fail("cannot be written", error);
}

void FingerprintFile::reload() {
  flush();
  if (::fdatasync(file_.get()) != 0) fail("cannot be written", errno);
  mapped_.emplace(path_);
  end_ = loaded_;
  read_blocks();
}

}  // namespace sleeve
