#include "index/catalogue_codec.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>
#include <string>

#include "core/error.h"
#include "index/checksum.h"

namespace sleeve {
namespace {

constexpr uint8_t kVersion = 1;
constexpr size_t kHashAt = 12;
constexpr size_t kWeakBitsAt = 44;
constexpr size_t kFeaturesAt = 76;
constexpr size_t kChecksumAt = 332;

template <class Number>
void put(uint8_t* bytes, Number number) {
  for (size_t i = 0; i < sizeof(Number); ++i) {
    bytes[i] = static_cast<uint8_t>(number >> (8 * i));
  }
}

template <class Number>
Number get(const uint8_t* bytes) {
  Number number = 0;
  for (size_t i = 0; i < sizeof(Number); ++i) {
    number |= static_cast<Number>(bytes[i]) << (8 * i);
  }
  return number;
}

uint64_t record_checksum(std::string_view id, const Sha256Digest& sha256,
                         const uint8_t* bytes) {
  // One seeds the next, so that bytes cannot wander between the three.
  const uint64_t of_id = checksum(id.data(), id.size());
  const uint64_t of_sha256 = checksum(sha256.data(), sha256.size(), of_id);
  return checksum(bytes, kChecksumAt, of_sha256);
}

bool possible(const Fingerprint& fingerprint) {
  return fingerprint.quality >= 0 && fingerprint.quality <= 100 &&
         fingerprint.rows >= 0 && fingerprint.columns >= 0 &&
         std::ranges::all_of(fingerprint.features,
                             [](float x) { return std::isfinite(x); });
}

}  // namespace

FingerprintBytes encode_fingerprint(std::string_view id,
                                    const Sha256Digest& sha256,
                                    const Fingerprint& fingerprint) {
  if (!possible(fingerprint)) {
    throw Error(ErrorCode::invalid_argument,
                "The fingerprint of \"" + std::string(id) +
                    "\" is out of range; add only what fingerprint() makes.");
  }
  FingerprintBytes bytes{};
  bytes[0] = kVersion;
  bytes[1] = static_cast<uint8_t>(fingerprint.hash.algorithm);
  bytes[2] = static_cast<uint8_t>(fingerprint.quality);
  put(&bytes[4], static_cast<uint32_t>(fingerprint.rows));
  put(&bytes[8], static_cast<uint32_t>(fingerprint.columns));
  std::ranges::copy(fingerprint.hash.bytes, &bytes[kHashAt]);
  std::ranges::copy(fingerprint.weak_bits, &bytes[kWeakBitsAt]);
  for (size_t i = 0; i < fingerprint.features.size(); ++i) {
    put(&bytes[kFeaturesAt + i * sizeof(float)],
        std::bit_cast<uint32_t>(fingerprint.features[i]));
  }
  put(&bytes[kChecksumAt], record_checksum(id, sha256, bytes.data()));
  return bytes;
}

std::optional<Fingerprint> decode_fingerprint(std::string_view id,
                                              const Sha256Digest& sha256,
                                              std::span<const uint8_t> bytes) {
  if (bytes.size() != kFingerprintBytes || bytes[0] != kVersion ||
      get<uint64_t>(&bytes[kChecksumAt]) !=
          record_checksum(id, sha256, bytes.data())) {
    return std::nullopt;
  }
  Fingerprint fingerprint;
  fingerprint.hash.algorithm = static_cast<Algorithm>(bytes[1]);
  fingerprint.quality = bytes[2];
  fingerprint.rows = static_cast<int>(get<uint32_t>(&bytes[4]));
  fingerprint.columns = static_cast<int>(get<uint32_t>(&bytes[8]));
  std::copy_n(&bytes[kHashAt], 32, fingerprint.hash.bytes.begin());
  std::copy_n(&bytes[kWeakBitsAt], 32, fingerprint.weak_bits.begin());
  for (size_t i = 0; i < fingerprint.features.size(); ++i) {
    fingerprint.features[i] = std::bit_cast<float>(
        get<uint32_t>(&bytes[kFeaturesAt + i * sizeof(float)]));
  }
  if (!possible(fingerprint)) return std::nullopt;
  return fingerprint;
}

Sha256Digest content_digest(std::string_view id, const Sha256Digest& sha256,
                            std::span<const uint8_t> fingerprint) {
  return Sha256()
      .update(uint64_t{id.size()})
      .update(id)
      .update(sha256)
      .update(fingerprint)
      .finish();
}

}  // namespace sleeve
