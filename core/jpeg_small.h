// Our own reader of small grey pictures from JPEG files: it reads the lowest
// frequencies and skips the rest.
#ifndef SLEEVE_CORE_JPEG_SMALL_H_
#define SLEEVE_CORE_JPEG_SMALL_H_

#include <optional>

#include "core/decode.h"
#include "core/jpeg_markers.h"

namespace sleeve {

/// Does decode_jpeg() for Channels::grey where options.min_side allows 1/8 or
/// 1/4. At 1/8 the samples of sequential files equal libjpeg-turbo's. At 1/4
/// they come of four coefficients a block (see JpegPlane). Progressive files
/// are read only as far as needed, and lack the bits that come later; that
/// the rest is there is checked by its markers alone.
///
/// Reads 8-bit Huffman-coded grey and YCbCr. Nothing for all else and for
/// whatever looks odd: libjpeg-turbo must decide then. Does not look at the
/// limits on bytes.
std::optional<Decoded> read_small_jpeg(Bytes bytes,
                                       const DecodeOptions& options);

}  // namespace sleeve

#endif  // SLEEVE_CORE_JPEG_SMALL_H_
