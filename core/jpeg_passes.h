// The two ways to read luma's lowest frequencies from a JPEG file.
#ifndef SLEEVE_CORE_JPEG_PASSES_H_
#define SLEEVE_CORE_JPEG_PASSES_H_

#include <optional>

#include "core/jpeg_markers.h"
#include "core/jpeg_plane.h"

namespace sleeve {

/// Both begin behind the first SOS and leave `markers` at the marker behind
/// the last scan they read. Nothing when the scan is not of the kind they
/// know, or its data not exactly that of a whole scan.

/// Reads the one scan of a sequential picture, or its luma scan.
std::optional<JpegPlane> read_sequential_luma(Bytes file, JpegMarkers& markers,
                                              int samples_per_side);

/// Reads the first DC scan of a progressive picture, and at two samples a
/// side the first AC scan of luma, which must be next. Bits that later scans
/// would add are taken as half set: of the values that remain possible, the
/// one in the middle.
std::optional<JpegPlane> read_progressive_luma(Bytes file, JpegMarkers& markers,
                                               int samples_per_side);

}  // namespace sleeve

#endif  // SLEEVE_CORE_JPEG_PASSES_H_
