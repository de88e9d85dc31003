// Small pictures for people to look at.
#ifndef SLEEVE_CORE_THUMBNAIL_H_
#define SLEEVE_CORE_THUMBNAIL_H_

#include <cstdint>
#include <vector>

#include "core/pixels.h"

namespace sleeve {

/// `rgb` (3 channels) averaged down so that no side is longer than `side`
/// pixels (at least 1), as a JPEG. A smaller picture keeps its size.
std::vector<uint8_t> thumbnail_jpeg(const Pixels& rgb, int side, int quality);

}  // namespace sleeve

#endif  // SLEEVE_CORE_THUMBNAIL_H_
