// Unpacks zlib and Brotli streams within a limit.
#ifndef SLEEVE_SCREEN_RIGHTS_INFLATE_H_
#define SLEEVE_SCREEN_RIGHTS_INFLATE_H_

#include <optional>
#include <string>

#include "core/pixels.h"

namespace sleeve {

/// What a zlib (RFC 1950) or gzip (RFC 1952) stream holds; nothing when it is
/// damaged, cut off, or longer than `max_bytes`.
std::optional<std::string> inflate_zlib(Bytes packed, size_t max_bytes);

/// The same of a Brotli stream (RFC 7932).
std::optional<std::string> inflate_brotli(Bytes packed, size_t max_bytes);

/// CRC-32 as PNG uses it.
uint32_t crc32_of(Bytes bytes);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RIGHTS_INFLATE_H_
