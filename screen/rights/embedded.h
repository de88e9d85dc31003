// Reads what a picture's own bytes say about rights.
#ifndef SLEEVE_SCREEN_RIGHTS_EMBEDDED_H_
#define SLEEVE_SCREEN_RIGHTS_EMBEDDED_H_

#include "core/pixels.h"
#include "screen/rights/signal.h"

namespace sleeve {

/// Reads every embedded channel of a JPEG, PNG, WebP, GIF, TIFF, HEIF, AVIF
/// or JPEG XL. Each becomes present, absent, or malformed when what is there
/// contradicts its format or the file breaks off before its end is reached;
/// bytes of another kind are not_checked, and so are all other channels. Time
/// is linear in the size of `picture`, memory bounded; nothing is decoded.
RightsReport read_embedded_rights(Bytes picture);

/// Reads a sidecar: an XMP packet that lies in a file of its own.
RightsReport read_xmp_sidecar(Bytes packet);

/// Loads tables and libraries, so that no system call is needed later.
void prepare_embedded_rights();

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RIGHTS_EMBEDDED_H_
