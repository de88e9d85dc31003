// The 64-bit hashes of the Python package ImageHash, bit for bit.
#ifndef SLEEVE_CORE_IMAGEHASH_H_
#define SLEEVE_CORE_IMAGEHASH_H_

#include "core/hash.h"

namespace sleeve {

/// Each equals ImageHash's function of hash_size=8 on
/// PIL.Image.open(file): alpha is dropped, not flattened, and the EXIF
/// orientation is not obeyed. `stored` is what decode() gives for
/// Channels::stored at full size.
Hashed phash64(const Pixels& stored);
Hashed dhash64(const Pixels& stored);
Hashed ahash64(const Pixels& stored);

}  // namespace sleeve

#endif  // SLEEVE_CORE_IMAGEHASH_H_
