// Says in words how an artwork lies in a picture.
#ifndef SLEEVE_INDEX_REGION_H_
#define SLEEVE_INDEX_REGION_H_

#include <array>
#include <string>

#include "core/geometry.h"

namespace sleeve {

/// What holds of an artwork whose corners (top left, top right, bottom right,
/// bottom left) lie at `region` in a picture of rows x columns: "part" (the
/// picture shows more), "crop" (the artwork is cut), "rotation",
/// "perspective", joined by "+"; "none" when the artwork is the picture, and
/// the name of a quarter turn ("rotate90") where there is one.
std::string describe_region(const std::array<Point, 4>& region, double rows,
                            double columns);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_REGION_H_
