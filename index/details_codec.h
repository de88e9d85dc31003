// How catalogue.db keeps an artwork's details: explicit bytes that show damage.
//
// All numbers are little-endian.
//   0     1  version of this encoding: 1
//   1     1  zero
//   2     2  number of keypoints n
//   4     1152 sketch
//   1156  22 n keypoints: x, y (2 bytes each), size, angle, descriptor (16)
//   ...   8  XXH3-64 of id, SHA-256 of the picture's bytes, and all before
#ifndef SLEEVE_INDEX_DETAILS_CODEC_H_
#define SLEEVE_INDEX_DETAILS_CODEC_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/details.h"
#include "index/sha256.h"

namespace sleeve {

/// The bytes of the details of the artwork `id` with these bytes. Throws Error
/// (invalid_argument) for more keypoints than kArtworkKeypoints.count.
std::vector<uint8_t> encode_details(std::string_view id,
                                    const Sha256Digest& sha256,
                                    const Details& details);

/// What encode_details() made `bytes` of; nothing when one bit of them, of the
/// id or of the digest is wrong, or when the version is unknown.
std::optional<Details> decode_details(std::string_view id,
                                      const Sha256Digest& sha256,
                                      std::span<const uint8_t> bytes);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_DETAILS_CODEC_H_
