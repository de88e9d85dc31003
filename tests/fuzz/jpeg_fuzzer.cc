// Our own JPEG reader against libjpeg-turbo: what both accept has the same
// size and samples; of progressive files, those of the scans that were read.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>

#include "core/jpeg.h"
#include "core/jpeg_markers.h"
#include "core/jpeg_small.h"
#include "tests/support/jpeg_twin.h"

namespace sleeve {
namespace {

// The weights of JpegPlane are rounded; with the coarsest steps and the
// largest coefficients that shows as more than in real pictures.
constexpr double kRounding = 4;

void require(bool truth, const char* sentence) {
  if (truth) return;
  std::fprintf(stderr, "%s\n", sentence);
  std::abort();
}

DecodeOptions options_for(int min_side) {
  DecodeOptions options;
  options.min_side = min_side;
  options.limits.max_pixels = 1'000'000;
  return options;
}

void compare_with_twin(const Pixels& ours, const LumaCoefficients& luma,
                       int side) {
  const std::vector<double> exact = small_luma(luma, side);
  require(exact.size() == size_t{1} * ours.rows * ours.columns,
          "another size than libjpeg-turbo's");
  for (size_t i = 0; i < exact.size(); ++i) {
    const double value = std::clamp(exact[i], 0.0, 255.0);
    require(std::abs(ours.data[i] - value) <= 0.5 + kRounding,
            "samples far from libjpeg-turbo's coefficients");
  }
}

void compare_eighth(const Pixels& ours, const Pixels& theirs) {
  require(ours.rows == theirs.rows && ours.columns == theirs.columns,
          "another size than libjpeg-turbo's");
  for (int r = 0; r < ours.rows; ++r) {
    require(std::equal(ours.row(r), ours.row(r) + ours.columns, theirs.row(r)),
            "samples differ from libjpeg-turbo's");
  }
}

void try_scale(Bytes file, int denominator, int min_side) {
  const auto ours = read_small_jpeg(file, options_for(min_side));
  const auto theirs = decode_jpeg_by_library(file, options_for(min_side));
  const auto either = decode_jpeg(file, options_for(min_side));
  require(either.ok() == (ours || theirs.ok()),
          "decode_jpeg() contradicts its parts");
  if (!ours || !theirs.ok()) return;
  require(ours->orientation == theirs->orientation, "orientations differ");
  const auto luma = read_first_scans(file, 8 / denominator);
  if (!luma) return;
  const Pixels& pixels = ours->image.pixels();
  compare_with_twin(pixels, *luma, 8 / denominator);
  if (denominator == 8 && !luma->progressive) {
    compare_eighth(pixels, theirs->image.pixels());
  }
}

// The sides that the header claims, the smaller first; nothing without one.
std::optional<int> smaller_side(Bytes file) {
  JpegMarkers markers(file);
  if (markers.next() != JpegMarkers::Stop::scan) return std::nullopt;
  return std::min(markers.frame().rows, markers.frame().columns);
}

}  // namespace
}  // namespace sleeve

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const sleeve::Bytes file(data, size);
  const auto side = sleeve::smaller_side(file);
  sleeve::try_scale(file, 8, 1);
  if (side && *side >= 8) sleeve::try_scale(file, 4, *side / 8 + 1);
  return 0;
}
