// Decodes JPEG through libjpeg-turbo, or by our own reader of the lowest
// frequencies where only a small picture is wanted.
#ifndef SLEEVE_CORE_JPEG_H_
#define SLEEVE_CORE_JPEG_H_

#include "core/decode.h"

namespace sleeve {

/// decode() for bytes that sniff() calls a JPEG, except that `upright` is
/// not applied: the samples stand as stored, Decoded::rows and columns are
/// those of the stored picture, and Decoded::orientation says what to do.
Result<Decoded> decode_jpeg(Bytes bytes, const DecodeOptions& options);

/// The same through libjpeg-turbo alone: the slow twin in tests.
Result<Decoded> decode_jpeg_by_library(Bytes bytes,
                                       const DecodeOptions& options);

}  // namespace sleeve

#endif  // SLEEVE_CORE_JPEG_H_
