#include "core/header.h"

#include <algorithm>
#include <string>

#include "core/header_formats.h"

namespace sleeve {
namespace {

Result<Header> read_any(Bytes bytes, Format format, const Limits& limits) {
  switch (format) {
    case Format::png:
      return read_png_header(bytes, limits);
    case Format::webp:
      return read_webp_header(bytes, limits);
    case Format::tiff:
      return read_tiff_header(bytes, limits);
    case Format::bmp:
      return read_bmp_header(bytes, limits);
    case Format::gif:
      return read_gif_header(bytes, limits);
    case Format::heif:
    case Format::avif:
      return read_heif_header(bytes, limits);
    case Format::jpeg_xl:
      return read_jpeg_xl_header(bytes, limits);
    case Format::unknown:
    case Format::jpeg:
      break;
  }
  return Problem{ProblemKind::not_a_picture, "unknown bytes"};
}

}  // namespace

std::optional<Problem> size_problem(uint64_t rows, uint64_t columns,
                                    const Limits& limits) {
  if (rows == 0 || columns == 0) {
    return Problem{ProblemKind::corrupt, "a side of no pixels"};
  }
  // Every side of a decoded picture must fit an int.
  constexpr uint64_t kLongest = 0x7fffffff;
  if (rows <= kLongest && columns <= kLongest &&
      rows <= limits.max_pixels / columns) {
    return std::nullopt;
  }
  return Problem{ProblemKind::too_large,
                 std::to_string(columns) + "×" + std::to_string(rows) +
                     " pixels, limit " + std::to_string(limits.max_pixels)};
}

Problem frames_problem(const Limits& limits) {
  return {ProblemKind::too_large,
          "more than " + std::to_string(limits.max_frames) + " frames"};
}

Result<Header> read_header(Bytes bytes, Format format, const Limits& limits) {
  Result<Header> header = read_any(bytes, format, limits);
  if (header && header->frames > 1 &&
      header->frames > static_cast<uint64_t>(std::max(limits.max_frames, 0))) {
    return frames_problem(limits);
  }
  return header;
}

}  // namespace sleeve
