// How catalogue.db keeps a fingerprint: explicit bytes, the same on every
// machine, that show damage.
//
// All numbers are little-endian.
//   0    1  version of this encoding: 1
//   1    1  algorithm of the hash
//   2    1  quality, 0 to 100
//   3    1  zero
//   4    4  rows of the picture
//   8    4  columns of the picture
//   12   32 hash, first byte first
//   44   32 weak bits, first byte first
//   76  256 features: 64 IEEE 754 binary32
//   332  8  XXH3-64 of id, SHA-256 of the picture's bytes, and bytes 0 to 331
#ifndef SLEEVE_INDEX_CATALOGUE_CODEC_H_
#define SLEEVE_INDEX_CATALOGUE_CODEC_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/fingerprint.h"
#include "index/sha256.h"

namespace sleeve {

inline constexpr size_t kFingerprintBytes = 340;
using FingerprintBytes = std::array<uint8_t, kFingerprintBytes>;

/// The bytes of the fingerprint of the artwork `id` with these bytes. Throws
/// Error (invalid_argument) for what no picture has: a quality outside 0 to
/// 100, negative rows or columns, features that are not finite.
FingerprintBytes encode_fingerprint(std::string_view id,
                                    const Sha256Digest& sha256,
                                    const Fingerprint& fingerprint);

/// What encode_fingerprint() made `bytes` of; nothing when one bit of them,
/// of the id or of the digest is wrong, or when the version is unknown.
std::optional<Fingerprint> decode_fingerprint(std::string_view id,
                                              const Sha256Digest& sha256,
                                              std::span<const uint8_t> bytes);

/// Names the content of an artwork: its id, its picture and its fingerprint
/// as encode_fingerprint() gives it.
Sha256Digest content_digest(std::string_view id, const Sha256Digest& sha256,
                            std::span<const uint8_t> fingerprint);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_CATALOGUE_CODEC_H_
