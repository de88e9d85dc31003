// Makes PNG files of pictures that Sleeve draws.
#ifndef SLEEVE_CORE_ENCODE_PNG_H_
#define SLEEVE_CORE_ENCODE_PNG_H_

#include <cstdint>
#include <vector>

#include "core/pixels.h"

namespace sleeve {

/// The bytes of a PNG of `pixels`, 1 channel grey or 3 RGB, at least one
/// sample. Throws Error: invalid_argument for other shapes, internal.
std::vector<uint8_t> encode_png(const Pixels& pixels);

}  // namespace sleeve

#endif  // SLEEVE_CORE_ENCODE_PNG_H_
