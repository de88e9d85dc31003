// Turns decoded rows into the samples that a caller asked for: alpha on
// white, colour into luma.
#ifndef SLEEVE_CORE_FLATTEN_H_
#define SLEEVE_CORE_FLATTEN_H_

#include "core/decode.h"

namespace sleeve {

/// How a decoder hands out the samples of a pixel.
enum class Layout { grey, grey_alpha, rgb, rgba, bgr, bgra };

/// 1 to 4.
int layout_channels(Layout layout);

/// How many channels `wanted` makes of `layout`.
int wanted_channels(Layout layout, Channels wanted);

/// Converts `columns` pixels into wanted_channels() samples each, in the order
/// RGB(A). Alpha a turns c into (c * a + 255 * (255 - a) + 127) / 255, so that
/// opaque pixels stay as they are; luma is ITU-R BT.601 in 16 bits, as Pillow
/// has it: (19595 R + 38470 G + 7471 B + 32768) >> 16, taken after that.
/// `out` may be `in` when no more samples come out than go in.
void convert_row(const uint8_t* in, Layout layout, int columns, Channels wanted,
                 uint8_t* out);

}  // namespace sleeve

#endif  // SLEEVE_CORE_FLATTEN_H_
