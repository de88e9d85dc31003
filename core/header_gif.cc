// Walks the blocks of a GIF: canvas, frames, and whether they are whole.
#include <algorithm>

#include "core/header_bytes.h"
#include "core/header_formats.h"

namespace sleeve {
namespace {

constexpr uint8_t kExtension = 0x21;
constexpr uint8_t kImage = 0x2c;
constexpr uint8_t kTrailer = 0x3b;

/// Bytes of the colour table that a packed field announces.
uint64_t colour_table(uint8_t packed) {
  return (packed & 0x80) != 0 ? uint64_t{3} << ((packed & 7) + 1) : 0;
}

/// The offset behind a chain of sub-blocks and its end mark; beyond the file
/// when the chain is cut off.
uint64_t after_blocks(const HeaderBytes& file, uint64_t at) {
  while (file.u8(at) != 0) at += 1 + uint64_t{file.u8(at)};
  return at + 1;
}

}  // namespace

Result<Header> read_gif_header(Bytes bytes, const Limits& limits) {
  const HeaderBytes file(bytes, HeaderBytes::Order::little);
  Header header;
  header.columns = file.u16(6);
  header.rows = file.u16(8);
  header.frames = 0;
  const uint64_t max_frames = std::max(limits.max_frames, 1);
  uint64_t at = 13 + colour_table(file.u8(10));
  if (at > file.size()) return truncated("GIF");
  while (at < file.size() && file.u8(at) != kTrailer) {
    if (file.u8(at) == kExtension) {
      at = after_blocks(file, at + 2);
    } else if (file.u8(at) == kImage) {
      const uint64_t columns = uint64_t{file.u16(at + 1)} + file.u16(at + 5);
      const uint64_t rows = uint64_t{file.u16(at + 3)} + file.u16(at + 7);
      header.columns = std::max(header.columns, columns);
      header.rows = std::max(header.rows, rows);
      at = after_blocks(file, at + 11 + colour_table(file.u8(at + 9)));
      if (++header.frames > max_frames) return header;
    } else if (header.frames > 0) {
      break;  // Garbage after whole frames does no harm to the first.
    } else {
      return corrupt("GIF", "unknown block");
    }
    if (at > file.size()) return truncated("GIF");
  }
  if (header.frames == 0) return corrupt("GIF", "no frame");
  if (auto problem = size_problem(header.rows, header.columns, limits)) {
    return *problem;
  }
  header.animated = header.frames > 1;
  return header;
}

}  // namespace sleeve
