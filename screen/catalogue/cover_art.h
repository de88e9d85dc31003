// Folders of the Cover Art Archive: its JSON, MusicBrainz' JSON of releases,
// and pictures under the archive's names.
#ifndef SLEEVE_SCREEN_CATALOGUE_COVER_ART_H_
#define SLEEVE_SCREEN_CATALOGUE_COVER_ART_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "screen/catalogue/delivery.h"

namespace sleeve {

/// What a picture's file name tells: "mbid-MBID-ID_thumb500.jpg", "ID-250.jpg",
/// "ID.png".
struct CoverName {
  std::string mbid;  ///< empty when the name has none
  std::string id;    ///< digits
  int size = 0;      ///< of a rendition; 0 for the original

  bool operator==(const CoverName&) const = default;
};

/// Nothing when the archive names no picture like that.
std::optional<CoverName> parse_cover_name(std::string_view name);

/// Whether a JSON text is the archive's list of a release's pictures, or
/// MusicBrainz' description of a release.
bool is_cover_art_json(std::string_view text);

/// Adds the pictures of one folder: those that its JSON files list, with their
/// types and approval, and those whose names tell a release. Of several
/// renditions the largest counts. `files` are the names in the folder, sorted.
/// `holder` is the key of their party, or empty: the archive knows releases,
/// not owners.
void apply_cover_art(const std::string& folder,
                     const std::vector<std::string>& files,
                     const std::string& holder, Ownership& ownership,
                     Delivery& delivery);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_CATALOGUE_COVER_ART_H_
