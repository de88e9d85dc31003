// Turns metadata blocks into signals; one reader for each kind of block.
#ifndef SLEEVE_SCREEN_RIGHTS_FIELDS_H_
#define SLEEVE_SCREEN_RIGHTS_FIELDS_H_

#include <string>
#include <string_view>

#include "core/pixels.h"
#include "screen/rights/parts.h"
#include "screen/rights/signal.h"

namespace sleeve {

/// A signal of a field that only names somebody or something; with words
/// that reserve (reserving_words()) it becomes Form::natural_language, and
/// its note quotes them.
Signal text_signal(Channel channel, std::string carrier,
                   const std::string& place, std::string_view text);

/// A machine-readable signal.
Signal machine_signal(Channel channel, std::string carrier,
                      const std::string& place, const Effects& effects,
                      std::string_view raw);

/// The PLUS data mining value `text` in any of the forms that are in use:
/// with http or https, as a bare code, in any case. `note` tells what is odd.
Effects plus_effects(std::string_view text, std::string& note);

/// Each adds what it finds to `report`, marks a block that contradicts its
/// format as malformed, and takes time linear in the block.
void read_xmp(Bytes packet, const std::string& place, RightsReport& report);
void read_exif(Bytes tiff, const std::string& place, RightsReport& report);
void read_iptc(Bytes datasets, const std::string& place, RightsReport& report);
void read_c2pa(Bytes store, const std::string& place, RightsReport& report);

/// Photoshop's own flags; IPTC, EXIF and XMP within it go to `parts`.
void read_photoshop(Bytes resources, const std::string& place,
                    RightsReport& report, Parts& parts);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RIGHTS_FIELDS_H_
