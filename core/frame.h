// Finds what lies inside a plain frame: bars, borders and padding.
#ifndef SLEEVE_CORE_FRAME_H_
#define SLEEVE_CORE_FRAME_H_

#include <optional>

#include "core/box.h"
#include "core/pixels.h"

namespace sleeve {

/// The rectangle that is left of `grey` (1 channel) when from each side lines
/// are taken off as long as they are of one grey, but for what JPEG leaves;
/// each side may be of another grey. Nothing when that is no frame: hardly
/// anything is taken off, or hardly anything is left.
std::optional<Box> inside_frame(const Pixels& grey);

}  // namespace sleeve

#endif  // SLEEVE_CORE_FRAME_H_
