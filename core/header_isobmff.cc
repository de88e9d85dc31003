// Walks the boxes of HEIF and AVIF (ISO 14496-12, 23008-12): the largest
// picture that any item claims, and whether the boxes fit into the file.
#include <algorithm>

#include "core/header_boxes.h"
#include "core/header_formats.h"

namespace sleeve {
namespace {

/// Takes over the larger picture of the two, by pixels.
void widen(Header& header, uint64_t rows, uint64_t columns) {
  // A side of 32 bits times another fits 64 bits.
  if (rows * columns > header.rows * header.columns) {
    header.rows = rows;
    header.columns = columns;
  }
}

/// The sizes (ispe) among the properties (iprp/ipco) of the items (meta).
void read_sizes(const HeaderBytes& file, const Box& meta, Header& header) {
  constexpr uint64_t kVersionAndFlags = 4;
  for_each_box(
      file, meta.start + kVersionAndFlags, meta.end, [&](const Box& iprp) {
        if (!file.is(iprp.type, "iprp")) return;
        for_each_box(file, iprp.start, iprp.end, [&](const Box& ipco) {
          if (!file.is(ipco.type, "ipco")) return;
          for_each_box(file, ipco.start, ipco.end, [&](const Box& ispe) {
            if (!file.is(ispe.type, "ispe")) return;
            widen(header, file.u32(ispe.start + 8), file.u32(ispe.start + 4));
          });
        });
      });
}

}  // namespace

Result<Header> read_heif_header(Bytes bytes, const Limits& limits) {
  const HeaderBytes file(bytes, HeaderBytes::Order::big);
  Header header;
  const bool whole = for_each_box(file, 0, file.size(), [&](const Box& box) {
    if (file.is(box.type, "meta")) read_sizes(file, box, header);
  });
  if (header.rows != 0) {
    if (auto problem = size_problem(header.rows, header.columns, limits)) {
      return *problem;
    }
  }
  if (!whole) return truncated("HEIF");
  return header;
}

}  // namespace sleeve
