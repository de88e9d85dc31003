// A rectangle of a picture's samples.
#ifndef SLEEVE_CORE_BOX_H_
#define SLEEVE_CORE_BOX_H_

#include "core/pixels.h"

namespace sleeve {

struct Box {
  int row = 0;
  int column = 0;
  int rows = 0;
  int columns = 0;

  bool operator==(const Box&) const = default;
};

/// A view of what `box`, which lies within `pixels`, holds of them.
Pixels part_of(const Pixels& pixels, const Box& box);

}  // namespace sleeve

#endif  // SLEEVE_CORE_BOX_H_
