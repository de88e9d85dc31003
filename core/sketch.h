// A small picture of an artwork from which light and contrast are taken out,
// so that what lies in a picture can be laid upon it and compared.
#ifndef SLEEVE_CORE_SKETCH_H_
#define SLEEVE_CORE_SKETCH_H_

#include <array>
#include <cstdint>

#include "core/pixels.h"

namespace sleeve {

/// A sketch has so many cells along each side, whatever the picture's shape.
inline constexpr int kSketchSide = 48;
inline constexpr int kSketchCells = kSketchSide * kSketchSide;

/// One number for each cell, row by row: how bright it is beside its
/// neighbourhood, in standard deviations of that neighbourhood.
using SketchCells = std::array<float, kSketchCells>;

/// A sketch in 4 bits a cell, first cell in the high bits: the nearest of 16
/// levels between -kSketchRange and kSketchRange.
using Sketch = std::array<uint8_t, kSketchCells / 2>;
inline constexpr float kSketchRange = 2.4F;

/// The sketch of an upright grey picture (1 channel), which it covers.
Sketch sketch(const Pixels& grey);

/// The numbers that a sketch stands for.
SketchCells unpack(const Sketch& sketch);

/// Takes light and contrast out of `grey`, cell by cell; cells where `visible`
/// is false are left out of their neighbours' measure and become 0.
SketchCells flatten_light(const SketchCells& grey,
                          const std::array<bool, kSketchCells>& visible);

}  // namespace sleeve

#endif  // SLEEVE_CORE_SKETCH_H_
