// How an artwork lies in a picture: where, and in words.
#ifndef SLEEVE_INDEX_REGION_H_
#define SLEEVE_INDEX_REGION_H_

#include <array>
#include <string>

#include "core/geometry.h"

namespace sleeve {

/// Where the point (x, y) of an artwork, in its widths and heights, lies in a
/// picture of it that EXIF `orientation` (1 to 8) turns upright.
Point placed(double x, double y, int orientation);

/// The map from an artwork of artwork_rows x artwork_columns to the picture of
/// rows x columns that shows the whole of it, in this orientation.
Homography laid(double artwork_rows, double artwork_columns, int orientation,
                double rows, double columns);

/// What holds of an artwork whose corners (top left, top right, bottom right,
/// bottom left) lie at `region` in a picture of rows x columns: "part" (the
/// picture shows more), "crop" (the artwork is cut), the name of a quarter turn
/// or mirror image ("rotate90", "flip", ... as transform_name() has them),
/// "rotation", "perspective", joined by "+"; "none" when the artwork is the
/// picture.
std::string describe_region(const std::array<Point, 4>& region, double rows,
                            double columns);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_REGION_H_
