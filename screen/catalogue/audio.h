// Audio files: the pictures in them, and what their tags say about the release.
#ifndef SLEEVE_SCREEN_CATALOGUE_AUDIO_H_
#define SLEEVE_SCREEN_CATALOGUE_AUDIO_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "screen/catalogue/delivery.h"

namespace sleeve {

struct AudioPicture {
  int kind = 0;  ///< ID3's: 3 is the front cover, 4 the back
  std::vector<uint8_t> bytes;
};

struct AudioFile {
  std::map<std::string, std::string> tags;  ///< "ALBUM", "BARCODE", ...
  std::vector<AudioPicture> pictures;
};

/// Whether the name ends as those of MP3, FLAC, Ogg, Opus and MP4 audio do.
bool has_audio_extension(const std::string& name);

/// Reads a file through TagLib's module. Nothing when it is no audio file.
/// Throws Error (unsupported) when the module cannot be loaded. Called by one
/// thread at a time.
std::optional<AudioFile> read_audio(const std::string& file);

/// Adds the pictures of an audio file, each once for its release: an id is
/// "icpn:00012345678905/" and the first 16 digits of the picture's SHA-256.
/// `holder` is the key of their party, or empty.
void apply_audio(const AudioFile& audio, const std::string& path,
                 const std::string& holder, Ownership& ownership,
                 Delivery& delivery);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_CATALOGUE_AUDIO_H_
