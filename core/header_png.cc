// Walks the chunks of a PNG: size, frames, orientation, and whether the end
// is there.
#include "core/header_bytes.h"
#include "core/header_formats.h"
#include "core/orientation.h"

namespace sleeve {
namespace {

constexpr uint64_t kSignature = 8;
constexpr uint64_t kChunkFrame = 12;  // length, type and CRC
constexpr uint64_t kLongestChunk = 0x7fffffff;

int samples_per_pixel(int colour_type) {
  switch (colour_type) {
    case 2:
      return 3;
    case 4:
      return 2;
    case 6:
      return 4;
    default:
      return 1;
  }
}

/// Whether `packed` bytes of deflate can hold the picture. Deflate shrinks
/// 1032 times at best; without this, 100 bytes could ask for 200 MB.
bool enough_data(const Header& header, const HeaderBytes& file,
                 uint64_t packed) {
  constexpr uint64_t kBestRatio = 1040;
  const uint64_t bits = uint64_t{file.u8(24)} * samples_per_pixel(file.u8(25));
  const uint64_t unpacked = header.rows * (header.columns * bits / 8);
  return unpacked / kBestRatio <= packed;
}

}  // namespace

Result<Header> read_png_header(Bytes bytes, const Limits& limits) {
  const HeaderBytes file(bytes, HeaderBytes::Order::big);
  if (file.is(kSignature + 4, "CgBI")) {
    return Problem{ProblemKind::unsupported_format, "PNG of Apple's own kind"};
  }
  if (!file.has(kSignature, kChunkFrame + 13)) return truncated("PNG");
  if (!file.is(kSignature + 4, "IHDR")) return corrupt("PNG", "no IHDR");
  Header header;
  header.columns = file.u32(16);
  header.rows = file.u32(20);
  if (auto problem = size_problem(header.rows, header.columns, limits)) {
    return *problem;
  }
  uint64_t packed = 0;
  uint64_t at = kSignature;
  while (!file.is(at + 4, "IEND")) {
    const uint64_t length = file.u32(at);
    if (!file.has(at, kChunkFrame)) return truncated("PNG");
    if (length > kLongestChunk) return corrupt("PNG", "chunk length");
    if (!file.has(at, kChunkFrame + length)) return truncated("PNG");
    if (file.is(at + 4, "IDAT")) packed += length;
    if (file.is(at + 4, "acTL")) header.frames = file.u32(at + 8);
    if (file.is(at + 4, "eXIf")) {
      header.orientation = exif_orientation(file.part(at + 8, length));
    }
    at += kChunkFrame + length;
  }
  if (!file.has(at, kChunkFrame)) return truncated("PNG");
  if (!enough_data(header, file, packed)) {
    return corrupt("PNG", "less data than its size needs");
  }
  header.animated = header.frames > 1;
  return header;
}

}  // namespace sleeve
