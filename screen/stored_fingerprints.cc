#include "screen/stored_fingerprints.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <utility>

#include "core/error.h"
#include "index/checksum.h"
#include "screen/system_error.h"

namespace sleeve {
namespace {

constexpr char kMagic[] = "\x89SLP\r\n\x1a\n";
constexpr uint32_t kVersion = 2;
constexpr char kHashName[] = "cover256/1";

struct Header {
  char magic[8] = {};
  uint32_t version = kVersion;
  uint32_t record_bytes = kStoredBytes;
  char hash[16] = {};
  uint8_t zero[32] = {};
};
static_assert(sizeof(Header) == kStoredHeader);

enum class Kind : uint32_t { lost = 0, whole = 1, without = 2, inside = 3 };

// As it lies in the file. Turning a picture by half or mirroring it only
// changes signs of features, so two of the eight are kept with all signs.
struct Stored {
  int64_t line = 0;  ///< of the evidence, from 0
  Kind kind = Kind::lost;
  Box box;  ///< of the upright picture that was fingerprinted
  uint8_t qualities[2] = {};
  uint8_t has_inside = 0;  ///< the next record is of what is inside
  uint8_t zero = 0;
  uint8_t hashes[8][32] = {};
  float features[2][kFeatureCount] = {};  ///< of orientations 1 and 5
  uint64_t negative[8] = {};              ///< bit i: feature i is below zero
  uint64_t checksum = 0;                  ///< of all bytes before it
};
static_assert(sizeof(Stored) == kStoredBytes);
static_assert(kFeatureCount == 64);

Header header() {
  Header header;
  std::memcpy(header.magic, kMagic, sizeof(header.magic));
  std::memcpy(header.hash, kHashName, sizeof(kHashName));
  return header;
}

uint64_t checksum_of(const Stored& stored) {
  return checksum(&stored, offsetof(Stored, checksum));
}

Stored stored_of(Kind kind, const std::array<Fingerprint, 8>& all,
                 const Box& box) {
  Stored stored;
  stored.kind = kind;
  stored.box = box;
  for (int i = 0; i < 8; ++i) {
    const Fingerprint& one = all[i];
    std::copy_n(one.hash.bytes.begin(), 32, stored.hashes[i]);
    for (int k = 0; k < kFeatureCount; ++k) {
      if (one.features[k] < 0) stored.negative[i] |= uint64_t{1} << k;
    }
    if (i % 4 != 0) continue;
    stored.qualities[i / 4] = static_cast<uint8_t>(one.quality);
    std::copy(one.features.begin(), one.features.end(), stored.features[i / 4]);
  }
  return stored;
}

void put(std::string& out, const Stored& stored) {
  out.append(reinterpret_cast<const char*>(&stored), sizeof(stored));
}

off_t end_of(int64_t records) {
  return static_cast<off_t>(kStoredHeader) +
         records * static_cast<off_t>(kStoredBytes);
}

// How many whole records a file of `bytes` bytes has.
int64_t records_in(int64_t bytes) {
  return std::max<int64_t>(bytes - end_of(0), 0) /
         static_cast<int64_t>(kStoredBytes);
}

void fill(const Stored& stored, int i, Fingerprint& fingerprint) {
  const bool transposed = i >= 4;
  fingerprint = {};
  fingerprint.hash.algorithm = Algorithm::cover256;
  std::copy_n(stored.hashes[i], 32, fingerprint.hash.bytes.begin());
  fingerprint.quality = stored.qualities[transposed];
  fingerprint.rows = transposed ? stored.box.columns : stored.box.rows;
  fingerprint.columns = transposed ? stored.box.rows : stored.box.columns;
  for (int k = 0; k < kFeatureCount; ++k) {
    const float size = std::abs(stored.features[transposed][k]);
    fingerprint.features[k] = stored.negative[i] >> k & 1 ? -size : size;
  }
}

}  // namespace

std::string stored_records(const Picture* picture) {
  std::string records;
  if (picture == nullptr) {
    Stored stored;
    stored.kind = Kind::without;
    put(records, stored);
    return records;
  }
  const Fingerprint& upright = picture->fingerprints[0];
  Stored whole = stored_of(Kind::whole, picture->fingerprints,
                           {0, 0, upright.rows, upright.columns});
  whole.has_inside = picture->inside ? 1 : 0;
  put(records, whole);
  if (picture->inside) {
    put(records, stored_of(Kind::inside, picture->inside->fingerprints,
                           picture->inside->box));
  }
  return records;
}

StoredFingerprintWriter::StoredFingerprintWriter(std::string path)
    : path_(std::move(path)) {
  file_ =
      FileDescriptor(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
  if (!file_) fail("cannot be opened", errno);
}

void StoredFingerprintWriter::fail(const char* what, int error) const {
  throw Error(ErrorCode::io_error,
              "The file \"" + path_ + "\" " + what + ": " +
                  system_reason(error) +
                  ". Mend that and run the same command again; it goes on "
                  "where it stopped.");
}

void StoredFingerprintWriter::start(int64_t lines) {
  const off_t end = ::lseek(file_.get(), 0, SEEK_END);
  if (end < 0) fail("cannot be read", errno);
  int64_t kept = records_in(end);
  for (; kept > 0; --kept) {
    Stored last;
    if (::pread(file_.get(), &last, sizeof(last), end_of(kept - 1)) !=
        static_cast<ssize_t>(sizeof(last))) {
      fail("cannot be read", errno);
    }
    if (last.checksum == checksum_of(last) && last.line < lines &&
        last.has_inside == 0) {
      next_ = last.line + 1;
      break;
    }
  }
  if (::ftruncate(file_.get(), end == 0 ? 0 : end_of(kept)) != 0 ||
      ::lseek(file_.get(), 0, SEEK_SET) < 0) {
    fail("cannot be written", errno);
  }
  const Header head = header();
  write(&head, sizeof(head));
  if (::lseek(file_.get(), end_of(kept), SEEK_SET) < 0) {
    fail("cannot be written", errno);
  }
  std::string lost;
  put(lost, {});
  while (next_ < lines) append(lost);
}

void StoredFingerprintWriter::append(std::string records) {
  for (size_t at = 0; at < records.size(); at += sizeof(Stored)) {
    Stored stored;
    std::memcpy(&stored, &records[at], sizeof(stored));
    stored.line = next_;
    if (stored.has_inside == 0) ++next_;
    stored.checksum = checksum_of(stored);
    std::memcpy(&records[at], &stored, sizeof(stored));
  }
  write(records.data(), records.size());
}

void StoredFingerprintWriter::write(const void* data, size_t size) {
  size_t done = 0;
  while (done < size) {
    const ssize_t put = ::write(
        file_.get(), static_cast<const char*>(data) + done, size - done);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) fail("cannot be written", errno);
    done += static_cast<size_t>(put);
  }
}

void StoredFingerprintWriter::sync() {
  if (::fdatasync(file_.get()) != 0) fail("cannot be written", errno);
}

StoredFingerprints::StoredFingerprints(const std::filesystem::path& path)
    : file_(path) {
  const auto bytes = file_.bytes();
  const Header expected = header();
  if (bytes.size() < kStoredHeader ||
      std::memcmp(bytes.data(), expected.magic, sizeof(expected.magic)) != 0) {
    throw Error(ErrorCode::corrupt,
                "\"" + path.string() + "\" is no file of fingerprints.");
  }
  if (std::memcmp(bytes.data(), &expected, sizeof(expected)) != 0) {
    throw Error(ErrorCode::unsupported,
                "\"" + path.string() +
                    "\" is of another version of Sleeve. Screen the pictures "
                    "again.");
  }
  records_ = records_in(static_cast<int64_t>(bytes.size()));
}

int64_t StoredFingerprints::line_of(int64_t record) const {
  int64_t line;
  std::memcpy(&line, file_.bytes().data() + end_of(record), sizeof(line));
  return line;
}

int64_t StoredFingerprints::size() const {
  if (records_ == 0) return 0;
  return std::clamp<int64_t>(line_of(records_ - 1), -1, records_ - 1) + 1;
}

// The first record of the line. Each line before it has one or two, and no more
// have two than there are records beyond lines.
int64_t StoredFingerprints::find(int64_t line) const {
  int64_t low = line, high = line + records_ - size();
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    if (line_of(middle) < line) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

StoredFingerprints::State StoredFingerprints::read(int64_t line,
                                                   Picture& picture) const {
  const int64_t at = find(line);
  const auto record = [&](int64_t i, Stored& stored) {
    if (i < 0 || i >= records_) return false;
    std::memcpy(&stored, file_.bytes().data() + end_of(i), sizeof(stored));
    return stored.line == line && stored.checksum == checksum_of(stored);
  };
  Stored stored;
  if (!record(at, stored)) return State::damaged;
  if (stored.kind == Kind::lost) return State::missing;
  if (stored.kind == Kind::without) return State::without;
  for (int i = 0; i < 8; ++i) fill(stored, i, picture.fingerprints[i]);
  picture.inside.reset();
  if (stored.has_inside == 0) return State::stored;
  if (!record(at + 1, stored)) return State::damaged;
  Inside& inside = picture.inside.emplace();
  inside.box = stored.box;
  for (int i = 0; i < 8; ++i) fill(stored, i, inside.fingerprints[i]);
  return State::stored;
}

}  // namespace sleeve
