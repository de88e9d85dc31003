// Any bytes decode to a picture of the size that was asked for, or to a
// Problem; the same bytes always to the same samples.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "core/decode.h"
#include "core/fingerprint.h"
#include "tests/support/pictures.h"

namespace {

void require(bool truth) {
  if (!truth) std::abort();
}

void check(sleeve::Bytes bytes, const sleeve::DecodeOptions& options) {
  const auto first = sleeve::decode(bytes, options);
  const auto again = sleeve::decode(bytes, options);
  require(first.ok() == again.ok());
  if (!first) {
    require(!first.problem().reason.empty());
    return;
  }
  const sleeve::Pixels& pixels = first->image.pixels();
  require(pixels.rows > 0 && pixels.columns > 0);
  require(first->rows >= pixels.rows && first->columns >= pixels.columns);
  require(sleeve::same_samples(pixels, again->image.pixels()));
  if (pixels.channels == 1) sleeve::fingerprint(pixels);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  sleeve::DecodeOptions options;
  options.limits.max_pixels = 1 << 20;
  options.limits.max_frames = 16;
  for (const auto channels : {sleeve::Channels::grey, sleeve::Channels::rgb,
                              sleeve::Channels::stored}) {
    options.channels = channels;
    options.min_side = channels == sleeve::Channels::grey ? 8 : 0;
    check({data, size}, options);
  }
  return 0;
}
