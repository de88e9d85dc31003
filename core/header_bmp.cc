// Reads the size of a BMP, and whether its data lie within the file.
#include "core/header_bytes.h"
#include "core/header_formats.h"

namespace sleeve {
namespace {

constexpr uint64_t kInfo = 14;  // where the information header starts
constexpr uint32_t kCoreHeader = 12;
constexpr uint32_t kHeaderWithAlphaMask = 56;
constexpr uint32_t kOs2Header = 64;
constexpr uint32_t kPlain = 0;
constexpr uint32_t kRuns8 = 1;
constexpr uint32_t kRuns4 = 2;
constexpr uint32_t kBitFields = 3;
constexpr uint32_t kAlphaBitFields = 6;

bool is_plain(uint32_t compression) {
  return compression == kPlain || compression == kBitFields ||
         compression == kAlphaBitFields;
}

/// The colour masks that OpenCV reads right: 5, 5 or 6 and 5 bits, or 8 each.
bool has_usual_masks(const HeaderBytes& file, uint64_t bits) {
  const uint32_t red = file.u32(54);
  const uint32_t green = file.u32(58);
  const uint32_t blue = file.u32(62);
  if (bits == 32) {
    return red == 0xff0000 && green == 0xff00 && blue == 0xff;
  }
  return bits == 16 && blue == 0x1f &&
         ((red == 0x7c00 && green == 0x3e0) ||
          (red == 0xf800 && green == 0x7e0));
}

/// Whether OpenCV reads this kind, and reads it right.
bool is_usual(const HeaderBytes& file, uint64_t bits, uint32_t compression) {
  const bool depth = bits == 1 || bits == 4 || bits == 8 || bits == 16 ||
                     bits == 24 || bits == 32;
  if (!depth || file.u32(kInfo) == kOs2Header) return false;
  if (compression == kBitFields || compression == kAlphaBitFields) {
    return has_usual_masks(file, bits);
  }
  return compression == kPlain || (compression == kRuns8 && bits == 8) ||
         (compression == kRuns4 && bits == 4);
}

/// The magnitude of a signed number; a BMP from top to bottom has negative
/// rows.
uint64_t magnitude(uint32_t number) {
  return number < 0x80000000 ? number : uint64_t{0x100000000} - number;
}

}  // namespace

Result<Header> read_bmp_header(Bytes bytes, const Limits& limits) {
  const HeaderBytes file(bytes, HeaderBytes::Order::little);
  const uint32_t info_size = file.u32(kInfo);
  const bool core = info_size == kCoreHeader;
  if (!file.has(kInfo, info_size)) return truncated("BMP");
  Header header;
  header.columns = core ? file.u16(18) : file.u32(18);
  header.rows = core ? file.u16(20) : magnitude(file.u32(22));
  if (auto problem = size_problem(header.rows, header.columns, limits)) {
    return *problem;
  }
  const uint64_t bits = core ? file.u16(24) : file.u16(28);
  const uint32_t compression = core ? kPlain : file.u32(30);
  if (!is_usual(file, bits, compression)) {
    return Problem{ProblemKind::unsupported_format, "BMP of an unusual kind"};
  }
  const bool alpha_mask = compression != kPlain &&
                          info_size >= kHeaderWithAlphaMask &&
                          file.u32(66) != 0;
  header.padded_alpha = bits == 32 && !alpha_mask;
  const uint64_t start = file.u32(10);
  if (bits <= 8 && start <= kInfo + info_size) {
    return corrupt("BMP", "no room for the palette");
  }
  const uint64_t row_bytes = (header.columns * bits + 31) / 32 * 4;
  const uint64_t data = is_plain(compression) ? row_bytes * header.rows : 1;
  if (!file.has(start, data)) return truncated("BMP");
  return header;
}

}  // namespace sleeve
