// Reads the size header of a JPEG XL codestream (ISO 18181-1, D.2), bare or
// within its container.
#include "core/header_boxes.h"
#include "core/header_formats.h"

namespace sleeve {
namespace {

/// Bits of a codestream, least significant first; zeros behind its end.
class BitReader {
 public:
  explicit BitReader(Bytes bytes) : bytes_(bytes, HeaderBytes::Order::little) {}

  uint32_t take(int count) {
    uint32_t value = 0;
    for (int i = 0; i < count; ++i, ++at_) {
      value |= (bytes_.u8(at_ / 8) >> (at_ % 8) & 1u) << i;
    }
    return value;
  }

 private:
  HeaderBytes bytes_;
  uint64_t at_ = 0;
};

uint64_t read_side(BitReader& bits, bool in_eights) {
  if (in_eights) return (uint64_t{bits.take(5)} + 1) * 8;
  constexpr int kWidths[] = {9, 13, 18, 30};
  const int width = kWidths[bits.take(2)];
  return uint64_t{bits.take(width)} + 1;
}

void read_size(Bytes codestream, Header& header) {
  struct Ratio {
    uint64_t over, under;
  };
  constexpr Ratio kRatios[] = {{1, 1},  {12, 10}, {4, 3}, {3, 2},
                               {16, 9}, {5, 4},   {2, 1}};
  BitReader bits(codestream);
  bits.take(16);  // the mark of a codestream
  const bool in_eights = bits.take(1) != 0;
  header.rows = read_side(bits, in_eights);
  const uint32_t ratio = bits.take(3);
  header.columns = ratio == 0 ? read_side(bits, in_eights)
                              : header.rows * kRatios[ratio - 1].over /
                                    kRatios[ratio - 1].under;
}

/// The codestream, or the part of it that comes first.
Bytes first_codestream(const HeaderBytes& file, bool& whole) {
  constexpr uint64_t kPartNumber = 4;
  Bytes found;
  whole = for_each_box(file, 0, file.size(), [&](const Box& box) {
    if (!found.empty()) return;
    if (file.is(box.type, "jxlc")) {
      found = file.part(box.start, box.end - box.start);
    }
    if (file.is(box.type, "jxlp") && box.end - box.start > kPartNumber) {
      found =
          file.part(box.start + kPartNumber, box.end - box.start - kPartNumber);
    }
  });
  return found;
}

}  // namespace

Result<Header> read_jpeg_xl_header(Bytes bytes, const Limits& limits) {
  const HeaderBytes file(bytes, HeaderBytes::Order::big);
  bool whole = true;
  Bytes codestream = bytes;
  if (!file.is(0, "\xff\x0a")) codestream = first_codestream(file, whole);
  if (codestream.size() < 4) return truncated("JPEG XL");
  if (codestream[0] != 0xff || codestream[1] != 0x0a) {
    return corrupt("JPEG XL", "no codestream");
  }
  Header header;
  read_size(codestream, header);
  if (auto problem = size_problem(header.rows, header.columns, limits)) {
    return *problem;
  }
  if (!whole) return truncated("JPEG XL");
  return header;
}

}  // namespace sleeve
