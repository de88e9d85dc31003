// Reads the size of a BMP, and whether its data lie within the file.
#include "core/header_bytes.h"
#include "core/header_formats.h"

namespace sleeve {
namespace {

constexpr uint64_t kInfo = 14;  // where the information header starts
constexpr uint32_t kCoreHeader = 12;
constexpr uint32_t kHeaderWithAlphaMask = 56;
constexpr uint32_t kPlain = 0;
constexpr uint32_t kBitFields = 3;
constexpr uint32_t kAlphaBitFields = 6;

bool is_plain(uint32_t compression) {
  return compression == kPlain || compression == kBitFields ||
         compression == kAlphaBitFields;
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
  const bool alpha_mask = compression != kPlain &&
                          info_size >= kHeaderWithAlphaMask &&
                          file.u32(66) != 0;
  header.padded_alpha = bits == 32 && !alpha_mask;
  const uint64_t start = file.u32(10);
  const uint64_t row_bytes = (header.columns * bits + 31) / 32 * 4;
  const uint64_t data = is_plain(compression) ? row_bytes * header.rows : 1;
  if (!file.has(start, data)) return truncated("BMP");
  return header;
}

}  // namespace sleeve
