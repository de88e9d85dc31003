// Says what bytes are that hold no picture of a known format.
#ifndef SLEEVE_CORE_UNKNOWN_BYTES_H_
#define SLEEVE_CORE_UNKNOWN_BYTES_H_

#include "core/error.h"
#include "core/pixels.h"

namespace sleeve {

/// For bytes that sniff() calls unknown: `empty`, `unsupported_format` with
/// the name of a picture format that is not decoded ("SVG"), `corrupt` for a
/// damaged signature, or `not_a_picture` with what they seem to be.
Problem explain_unknown(Bytes bytes);

}  // namespace sleeve

#endif  // SLEEVE_CORE_UNKNOWN_BYTES_H_
