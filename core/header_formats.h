// One reader of claims per picture format; read_header() picks among them.
#ifndef SLEEVE_CORE_HEADER_FORMATS_H_
#define SLEEVE_CORE_HEADER_FORMATS_H_

#include "core/header.h"

namespace sleeve {

/// Each reads nothing outside `bytes`, looks at the size before anything
/// else, and follows at most limits.max_frames + 1 frames.
Result<Header> read_png_header(Bytes bytes, const Limits& limits);
Result<Header> read_webp_header(Bytes bytes, const Limits& limits);
Result<Header> read_tiff_header(Bytes bytes, const Limits& limits);
Result<Header> read_bmp_header(Bytes bytes, const Limits& limits);
Result<Header> read_gif_header(Bytes bytes, const Limits& limits);
Result<Header> read_heif_header(Bytes bytes, const Limits& limits);
Result<Header> read_jpeg_xl_header(Bytes bytes, const Limits& limits);

inline Problem truncated(const char* name) {
  return {ProblemKind::truncated, std::string("truncated ") + name};
}

inline Problem corrupt(const char* name, const char* what) {
  return {ProblemKind::corrupt, std::string(name) + ": " + what};
}

}  // namespace sleeve

#endif  // SLEEVE_CORE_HEADER_FORMATS_H_
