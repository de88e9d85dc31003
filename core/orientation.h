// The eight ways to turn and mirror a picture, numbered as EXIF does.
#ifndef SLEEVE_CORE_ORIENTATION_H_
#define SLEEVE_CORE_ORIENTATION_H_

#include "core/pixels.h"

namespace sleeve {

/// Returns the orientation (1 to 8) that an EXIF block asks for; 1 when it
/// says nothing usable. `tiff` begins with the TIFF header ("II*\0" or
/// "MM\0*"), without "Exif\0\0". Reads nothing outside `tiff`.
int exif_orientation(Bytes tiff);

/// Returns `pixels` as it looks upright when stored with `orientation`
/// (1 to 8; 1 copies). The extent is turned too.
Image turned_upright(const Pixels& pixels, int orientation);

}  // namespace sleeve

#endif  // SLEEVE_CORE_ORIENTATION_H_
