// What a picture was before a downloader resized it: undoes the bars and the
// missing rotation of img2dataset.
#ifndef SLEEVE_CORE_ORIGIN_H_
#define SLEEVE_CORE_ORIGIN_H_

#include <cstdint>
#include <string_view>

#include "core/box.h"
#include "core/picture.h"

namespace sleeve {

/// The picture as it was downloaded: columns and rows before any turning, 0
/// when they are not known, and the EXIF orientation, 1 to 8.
struct Origin {
  int32_t columns = 0;
  int32_t rows = 0;
  int32_t orientation = 1;

  bool operator==(const Origin&) const = default;
};

/// Where the content lies in a picture of `rows` x `columns` that img2dataset
/// made of `origin` with resize_mode "border": the longer side is scaled to the
/// side of a square, and what is left goes half before and half behind
/// (albumentations' LongestMaxSize and PadIfNeeded). The whole picture when it
/// is no square, when its origin was one, or when nothing is known.
Box content_box(int rows, int columns, const Origin& origin);

/// Whether all that lies outside of `box` is white but for what JPEG leaves:
/// pictures that were cut to a square instead have no bars. `grey` has 1
/// channel.
bool has_bars(const Pixels& grey, const Box& box);

/// The orientation that exifread's words for it name, as img2dataset keeps
/// them in its column `exif`: {"Image Orientation": "Rotated 90 CW"}; 1 when
/// it names none.
int orientation_in_words(std::string_view exif);

/// picture_of() without the bars, and turned upright where the bytes do not
/// say themselves how.
Result<Picture> picture_of(Bytes bytes, Effort effort, const Limits& limits,
                           const Origin& origin);

}  // namespace sleeve

#endif  // SLEEVE_CORE_ORIGIN_H_
