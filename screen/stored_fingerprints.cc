#include "screen/stored_fingerprints.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
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
constexpr uint32_t kVersion = 1;
constexpr char kHashName[] = "cover256/1";

struct Header {
  char magic[8] = {};
  uint32_t version = kVersion;
  uint32_t row_bytes = kStoredBytes;
  char hash[16] = {};
  uint8_t zero[32] = {};
};
static_assert(sizeof(Header) == kStoredHeader);

enum class State : uint32_t { lost = 0, stored = 1, without = 2 };

// As it lies in the file. Turning a picture by half or mirroring it only
// changes signs of features, so two of the eight are kept with all signs.
struct Stored {
  State state = State::lost;
  int32_t rows = 0;     ///< of orientation 1
  int32_t columns = 0;  ///< of orientation 1
  uint8_t qualities[2] = {};
  uint8_t zero[2] = {};
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

std::string bytes_of(Stored stored) {
  stored.checksum = checksum(&stored, offsetof(Stored, checksum));
  return std::string(reinterpret_cast<const char*>(&stored), sizeof(stored));
}

void fill(const Stored& stored, int i, Fingerprint& fingerprint) {
  const bool transposed = i >= 4;
  fingerprint = {};
  fingerprint.hash.algorithm = Algorithm::cover256;
  std::copy_n(stored.hashes[i], 32, fingerprint.hash.bytes.begin());
  fingerprint.quality = stored.qualities[transposed];
  fingerprint.rows = transposed ? stored.columns : stored.rows;
  fingerprint.columns = transposed ? stored.rows : stored.columns;
  for (int k = 0; k < kFeatureCount; ++k) {
    const float size = std::abs(stored.features[transposed][k]);
    fingerprint.features[k] = stored.negative[i] >> k & 1 ? -size : size;
  }
}

}  // namespace

std::string stored_record(const std::array<Fingerprint, 8>* all) {
  Stored stored;
  stored.state = all == nullptr ? State::without : State::stored;
  if (all == nullptr) return bytes_of(stored);
  stored.rows = (*all)[0].rows;
  stored.columns = (*all)[0].columns;
  for (int i = 0; i < 8; ++i) {
    const Fingerprint& one = (*all)[i];
    std::copy_n(one.hash.bytes.begin(), 32, stored.hashes[i]);
    for (int k = 0; k < kFeatureCount; ++k) {
      if (one.features[k] < 0) stored.negative[i] |= uint64_t{1} << k;
    }
    if (i % 4 != 0) continue;
    stored.qualities[i / 4] = static_cast<uint8_t>(one.quality);
    std::copy(one.features.begin(), one.features.end(), stored.features[i / 4]);
  }
  return bytes_of(stored);
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

void StoredFingerprintWriter::start(int64_t rows) {
  const off_t end = ::lseek(file_.get(), 0, SEEK_END);
  if (end < 0) fail("cannot be read", errno);
  const auto whole =
      std::max<int64_t>(end - static_cast<off_t>(kStoredHeader), 0) /
      static_cast<int64_t>(kStoredBytes);
  const int64_t kept = std::min(whole, rows);
  const auto size = static_cast<off_t>(kStoredHeader + kept * kStoredBytes);
  if (::ftruncate(file_.get(), end == 0 ? 0 : size) != 0 ||
      ::lseek(file_.get(), 0, SEEK_SET) < 0) {
    fail("cannot be written", errno);
  }
  const Header head = header();
  append(std::string(reinterpret_cast<const char*>(&head), sizeof(head)));
  if (::lseek(file_.get(), size, SEEK_SET) < 0) {
    fail("cannot be written", errno);
  }
  const std::string lost = bytes_of({});
  for (int64_t i = kept; i < rows; ++i) append(lost);
}

void StoredFingerprintWriter::append(const std::string& records) {
  size_t done = 0;
  while (done < records.size()) {
    const ssize_t put =
        ::write(file_.get(), records.data() + done, records.size() - done);
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
  rows_ = static_cast<int64_t>((bytes.size() - kStoredHeader) / kStoredBytes);
}

StoredFingerprints::Row StoredFingerprints::read(
    int64_t row, std::array<Fingerprint, 8>& all) const {
  Stored stored;
  std::memcpy(&stored,
              file_.bytes().data() + kStoredHeader +
                  static_cast<size_t>(row) * kStoredBytes,
              sizeof(stored));
  if (checksum(&stored, offsetof(Stored, checksum)) != stored.checksum) {
    return Row::damaged;
  }
  if (stored.state != State::stored) {
    return stored.state == State::lost ? Row::missing : Row::without;
  }
  for (int i = 0; i < 8; ++i) fill(stored, i, all[i]);
  return Row::stored;
}

}  // namespace sleeve
