// Walks the chunks of a WebP: size, frames and orientation.
#include "core/header_bytes.h"
#include "core/header_formats.h"
#include "core/orientation.h"

namespace sleeve {
namespace {

constexpr uint64_t kFirstChunk = 12;
constexpr uint64_t kChunkHead = 8;

/// EXIF in WebP is a TIFF block, but many writers keep JPEG's prefix.
int webp_orientation(const HeaderBytes& file, uint64_t start, uint64_t size) {
  const bool prefixed = file.is(start, std::string_view("Exif\0\0", 6));
  const uint64_t skip = prefixed && size >= 6 ? 6 : 0;
  return exif_orientation(file.part(start + skip, size - skip));
}

/// The size that the first chunk claims, in any of its three forms.
bool read_size(const HeaderBytes& file, Header& header) {
  const uint64_t at = kFirstChunk + kChunkHead;
  if (file.is(kFirstChunk, "VP8X")) {
    header.columns = file.u24(at + 4) + uint64_t{1};
    header.rows = file.u24(at + 7) + uint64_t{1};
    header.animated = (file.u8(at) & 2) != 0;
    return file.has(at, 10);
  }
  if (file.is(kFirstChunk, "VP8L")) {
    const uint32_t sides = file.u32(at + 1);
    header.columns = (sides & 0x3fff) + 1;
    header.rows = (sides >> 14 & 0x3fff) + 1;
    return file.has(at, 5) && file.u8(at) == 0x2f;
  }
  if (file.is(kFirstChunk, "VP8 ")) {
    header.columns = file.u16(at + 6) & 0x3fff;
    header.rows = file.u16(at + 8) & 0x3fff;
    return file.has(at, 10) && file.is(at + 3, "\x9d\x01\x2a");
  }
  return false;
}

}  // namespace

Result<Header> read_webp_header(Bytes bytes, const Limits& limits) {
  const HeaderBytes file(bytes, HeaderBytes::Order::little);
  Header header;
  if (!file.has(kFirstChunk, kChunkHead + 5)) return truncated("WebP");
  if (!read_size(file, header)) return corrupt("WebP", "first chunk");
  if (auto problem = size_problem(header.rows, header.columns, limits)) {
    return *problem;
  }
  const uint64_t end = uint64_t{file.u32(4)} + 8;
  if (end > file.size()) return truncated("WebP");
  uint64_t frames = 0;
  uint64_t at = kFirstChunk;
  while (at + kChunkHead <= end) {
    const uint64_t size = file.u32(at + 4);
    if (at + kChunkHead + size > end) return truncated("WebP");
    if (file.is(at, "ANMF")) ++frames;
    if (file.is(at, "EXIF")) {
      header.orientation = webp_orientation(file, at + kChunkHead, size);
    }
    at += kChunkHead + size + size % 2;
  }
  if (header.animated) header.frames = frames;
  return header;
}

}  // namespace sleeve
