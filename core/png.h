// Decodes PNG through libpng.
#ifndef SLEEVE_CORE_PNG_H_
#define SLEEVE_CORE_PNG_H_

#include "core/decode.h"
#include "core/header.h"

namespace sleeve {

/// decode() for bytes whose read_header() as PNG is `header`, except that
/// `upright` is not applied. Palettes and fewer than 8 bits are expanded, 16
/// bits lose the lower 8 (as in Pillow), tRNS becomes alpha; gamma and colour
/// profiles are left alone. Damage of any kind is a Problem, and is not
/// printed. Throws std::bad_alloc.
Result<Decoded> decode_png(Bytes bytes, const Header& header,
                           const DecodeOptions& options);

}  // namespace sleeve

#endif  // SLEEVE_CORE_PNG_H_
