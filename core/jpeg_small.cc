// Our own reader of small grey pictures from JPEG files: what it accepts.
#include "core/jpeg_small.h"

#include <algorithm>

#include "core/jpeg_bits.h"
#include "core/jpeg_passes.h"
#include "core/jpeg_scale.h"
#include "core/orientation.h"

namespace sleeve {
namespace {

// More than any encoder writes; libjpeg-turbo judges the others.
constexpr int kMaxScans = 100;

bool is_readable(const JpegMarkers& markers, const Limits& limits) {
  const JpegFrame& frame = markers.frame();
  if (frame.type < kJpegSof0 || frame.type > kJpegSof2) return false;
  if (frame.precision != 8 || frame.rows == 0 || frame.columns == 0) {
    return false;
  }
  // libjpeg-turbo refuses longer sides.
  if (std::max(frame.rows, frame.columns) > 65500 ||
      uint64_t{1} * frame.rows * frame.columns > limits.max_pixels) {
    return false;
  }
  if (frame.component_count != 1 && !markers.is_ycbcr()) return false;
  const auto& quant = markers.quant_table(frame.components[0].quant_table);
  return std::none_of(quant.begin(), quant.end(), [](uint16_t step) {
    return step == 0 || step > INT16_MAX;
  });
}

// Whether the scan gives anew what was read of luma, `last_low` being the
// highest zig-zag position read: libjpeg-turbo then takes the later value.
bool repeats_luma(const JpegMarkers& markers, int last_low) {
  const JpegScan& scan = markers.scan();
  if (markers.frame().type == kJpegSof2 &&
      (scan.spectral_start > last_low || scan.approximation_high != 0)) {
    return false;
  }
  return std::any_of(
      scan.components.begin(), scan.components.begin() + scan.component_count,
      [](const JpegScanComponent& one) { return one.component == 0; });
}

// Whether only whole segments and scans follow that leave luma as it was
// read, and then the EOI.
bool is_complete(Bytes file, JpegMarkers& markers, int last_low) {
  for (int scans = 1; scans <= kMaxScans; ++scans) {
    const JpegMarkers::Stop stop = markers.next();
    if (stop != JpegMarkers::Stop::scan) return stop == JpegMarkers::Stop::end;
    if (repeats_luma(markers, last_low)) return false;
    markers.skip_to(find_jpeg_marker(file, markers.position()));
  }
  return false;
}

Image crop(const JpegPlane& plane, const JpegFrame& frame, int denominator) {
  Image image =
      scaled_jpeg_image(frame.rows, frame.columns, denominator, /*channels=*/1);
  for (int r = 0; r < image.pixels().rows; ++r) {
    std::copy_n(plane.row(r), image.pixels().columns, image.row(r));
  }
  return image;
}

}  // namespace

std::optional<Decoded> read_small_jpeg(Bytes bytes,
                                       const DecodeOptions& options) {
  if (options.channels != Channels::grey) return std::nullopt;
  JpegMarkers markers(bytes);
  if (markers.next() != JpegMarkers::Stop::scan ||
      !is_readable(markers, options.limits)) {
    return std::nullopt;
  }
  const JpegFrame& frame = markers.frame();
  const int denominator =
      jpeg_denominator(frame.rows, frame.columns, options.min_side);
  if (denominator < 4) return std::nullopt;
  const auto read =
      frame.type == kJpegSof2 ? read_progressive_luma : read_sequential_luma;
  const auto plane = read(bytes, markers, 8 / denominator);
  const int last_low = denominator == 8 ? 0 : 4;
  if (!plane || !is_complete(bytes, markers, last_low)) return std::nullopt;

  Decoded decoded;
  decoded.image = crop(*plane, frame, denominator);
  decoded.format = Format::jpeg;
  decoded.rows = frame.rows;
  decoded.columns = frame.columns;
  if (!markers.exif().empty()) {
    decoded.orientation = exif_orientation(markers.exif());
  }
  return decoded;
}

}  // namespace sleeve
