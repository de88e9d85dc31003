#include "index/details_codec.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>

#include "core/error.h"
#include "index/checksum.h"

namespace sleeve {
namespace {

constexpr uint8_t kVersion = 1;
constexpr size_t kHeadBytes = 4;
constexpr size_t kKeypointsAt = kHeadBytes + sizeof(Sketch);
constexpr size_t kChecksumBytes = 8;

// Keypoints lie in the file as in memory.
static_assert(std::endian::native == std::endian::little);

uint64_t record_checksum(std::string_view id, const Sha256Digest& sha256,
                         std::span<const uint8_t> bytes) {
  const uint64_t of_id = checksum(id.data(), id.size());
  const uint64_t of_sha256 = checksum(sha256.data(), sha256.size(), of_id);
  return checksum(bytes.data(), bytes.size(), of_sha256);
}

}  // namespace

std::vector<uint8_t> encode_details(std::string_view id,
                                    const Sha256Digest& sha256,
                                    const Details& details) {
  if (details.keypoints.size() > kArtworkKeypoints.count) {
    throw Error(ErrorCode::invalid_argument,
                "The details of \"" + std::string(id) +
                    "\" have too many keypoints; add only what details() "
                    "makes.");
  }
  const auto count = static_cast<uint16_t>(details.keypoints.size());
  std::vector<uint8_t> bytes(kKeypointsAt + count * sizeof(PackedKeypoint));
  bytes[0] = kVersion;
  std::memcpy(&bytes[2], &count, sizeof(count));
  std::ranges::copy(details.sketch, &bytes[kHeadBytes]);
  if (count > 0) {
    std::memcpy(&bytes[kKeypointsAt], details.keypoints.data(),
                count * sizeof(PackedKeypoint));
  }
  const uint64_t sum = record_checksum(id, sha256, bytes);
  bytes.resize(bytes.size() + kChecksumBytes);
  std::memcpy(&bytes[bytes.size() - kChecksumBytes], &sum, kChecksumBytes);
  return bytes;
}

std::optional<Details> decode_details(std::string_view id,
                                      const Sha256Digest& sha256,
                                      std::span<const uint8_t> bytes) {
  if (bytes.size() < kKeypointsAt + kChecksumBytes || bytes[0] != kVersion) {
    return std::nullopt;
  }
  const auto record = bytes.first(bytes.size() - kChecksumBytes);
  uint64_t sum;
  std::memcpy(&sum, &bytes[record.size()], sizeof(sum));
  uint16_t count;
  std::memcpy(&count, &bytes[2], sizeof(count));
  if (sum != record_checksum(id, sha256, record) ||
      count > kArtworkKeypoints.count ||
      record.size() != kKeypointsAt + count * sizeof(PackedKeypoint)) {
    return std::nullopt;
  }
  Details details;
  std::copy_n(&bytes[kHeadBytes], sizeof(Sketch), details.sketch.begin());
  details.keypoints.resize(count);
  if (count > 0) {
    std::memcpy(details.keypoints.data(), &bytes[kKeypointsAt],
                count * sizeof(PackedKeypoint));
  }
  return details;
}

}  // namespace sleeve
