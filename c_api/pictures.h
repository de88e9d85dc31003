// Pictures as callers hand them over: rows of bytes, files, columns, pixels.
#ifndef SLEEVE_C_API_PICTURES_H_
#define SLEEVE_C_API_PICTURES_H_

#include <optional>
#include <span>
#include <vector>

#include "c_api/sleeve.h"
#include "core/decode.h"
#include "core/error.h"
#include "core/pixels.h"
#include "screen/source.h"

namespace sleeve::c_api {

using Pictures = std::span<const sleeve_picture>;

/// Throws Error (invalid_argument) for a negative n or a missing array.
Pictures pictures_of(const sleeve_picture* pictures, int64_t n);

/// The same for pixels.
std::span<const sleeve_pixels> pixels_of(const sleeve_pixels* pixels,
                                         int64_t n);

/// The rows of a binary column. They point into it. Throws Error
/// (invalid_argument) when the column is of another type or contradicts itself.
std::vector<sleeve_picture> column_of(const ArrowSchema* schema,
                                      const ArrowArray* array);

/// One row, made ready: bytes that the caller owns, or those of a file.
struct Loaded {
  Item item;    ///< names it; has the problem, or the bytes of a file
  Bytes bytes;  ///< empty when item.problem is set
};
Loaded load(const sleeve_picture& picture, size_t max_bytes);

/// Names a row as records do.
Item item_of(const sleeve_picture& picture);

/// The same with a copy of its bytes, where the caller has them.
Item whole_item(const sleeve_picture& picture);

/// Why these cannot be samples of a picture; nothing when they can.
std::optional<Problem> fault_of(const sleeve_pixels& pixels);

/// Samples with the channels that are wanted: the caller's own, or converted.
class Samples {
 public:
  /// Only for pixels without a fault.
  Samples(const sleeve_pixels& pixels, Channels wanted);
  const Pixels& pixels() const { return pixels_; }

 private:
  Image converted_;
  Pixels pixels_;
};

/// Tells the caller how a picture went; `items` may be null.
void report(const std::optional<Problem>& problem, sleeve_item* items,
            int64_t row);

}  // namespace sleeve::c_api

#endif  // SLEEVE_C_API_PICTURES_H_
