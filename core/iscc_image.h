// The ISCC Image-Code of ISO 24138:2024, version 0.
#ifndef SLEEVE_CORE_ISCC_IMAGE_H_
#define SLEEVE_CORE_ISCC_IMAGE_H_

#include <array>
#include <string>

#include "core/hash.h"

namespace sleeve {

/// Hashes an upright picture whose alpha is flattened on white (Channels::rgb
/// at full size): trims uniform borders, makes 32x32 grey, and codes it.
Hashed iscc_image(const Pixels& rgb, Algorithm algorithm);

/// The code of 32x32 grey samples, row-major, of 64 or 256 bits: the part
/// that the standard's test vectors cover.
Hash iscc_image_code(const std::array<uint8_t, 1024>& grey,
                     Algorithm algorithm);

/// The unit in its text form, for example "ISCC:EEAQAAAAAAAAAAAA".
std::string iscc_text(const Hash& hash);

}  // namespace sleeve

#endif  // SLEEVE_CORE_ISCC_IMAGE_H_
