// Tells the format and the size of a picture from its first bytes.
#ifndef SLEEVE_CORE_FORMAT_H_
#define SLEEVE_CORE_FORMAT_H_

#include "core/pixels.h"

namespace sleeve {

enum class Format {
  unknown,
  jpeg,
  png,
  webp,
  tiff,
  bmp,
  gif,
  heif,  ///< HEIC and other HEVC stills
  avif,
  jpeg_xl,
};

/// Returns the format by content, never by name; `unknown` when no signature
/// fits. Reads at most the first 64 bytes.
Format sniff(Bytes bytes);

/// Returns the common name, for example "JPEG"; "unknown" for `unknown`.
const char* format_name(Format format);

}  // namespace sleeve

#endif  // SLEEVE_CORE_FORMAT_H_
