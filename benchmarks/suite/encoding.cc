// Encodings and sizes in which the same pixels travel.
#include <algorithm>
#include <array>
#include <cmath>

#include "benchmarks/suite/families.h"
#include "benchmarks/suite/icc_profile.h"

namespace sleeve::suite {
namespace {

using Kind = Range::Kind;

void jpeg(Scene& scene, const Values& values, Dice&) {
  scene.encoding.quality = values.whole("quality");
}

void webp(Scene& scene, const Values& values, Dice&) {
  scene.encoding.kind = Encoding::Kind::webp;
  scene.encoding.quality = values.whole("quality");
}

void png_palette(Scene& scene, const Values& values, Dice&) {
  scene.encoding.kind = Encoding::Kind::png_palette;
  scene.encoding.colours = values.whole("colours");
}

void progressive(Scene& scene, const Values& values, Dice&) {
  scene.encoding.progressive = true;
  scene.encoding.quality = values.whole("quality");
}

void chroma_subsampling(Scene& scene, const Values& values, Dice& dice) {
  static constexpr std::array<std::array<int, 2>, 6> kSamplings = {
      {{1, 1}, {2, 1}, {1, 2}, {2, 2}, {4, 1}, {4, 2}}};
  const auto& sampling = kSamplings[dice.integer(0, kSamplings.size() - 1)];
  scene.encoding.horizontal_sampling = sampling[0];
  scene.encoding.vertical_sampling = sampling[1];
  scene.encoding.quality = values.whole("quality");
}

void scale_to(Scene& scene, double longer_side) {
  const double scale =
      longer_side / std::max(scene.picture.rows, scene.picture.cols);
  resize(
      scene,
      {std::max(1, static_cast<int>(std::lround(scene.picture.cols * scale))),
       std::max(1, static_cast<int>(std::lround(scene.picture.rows * scale)))});
}

void thumbnail(Scene& scene, const Values& values, Dice&) {
  scale_to(scene, values.whole("side"));
}

void upscaled(Scene& scene, const Values& values, Dice&) {
  scale_to(scene,
           values["scale"] * std::max(scene.picture.rows, scene.picture.cols));
}

void cmyk(Scene& scene, const Values& values, Dice&) {
  scene.encoding.cmyk = true;
  scene.encoding.quality = values.whole("quality");
}

void png16(Scene& scene, const Values&, Dice&) {
  scene.encoding.kind = Encoding::Kind::png16;
}

void icc_profile(Scene& scene, const Values& values, Dice& dice) {
  const ColourSpace& space =
      wide_spaces()[dice.integer(0, wide_spaces().size() - 1)];
  const double gamma = values["gamma"];
  scene.picture = from_srgb(scene.picture, space, gamma);
  scene.encoding.profile = make_profile(space, gamma);
  scene.encoding.quality = values.whole("quality");
}

}  // namespace

std::vector<Recipe> encoding_family() {
  return {
      {"jpeg", {{"quality", 10, 95, Kind::whole}}, jpeg},
      {"webp", {{"quality", 10, 95, Kind::whole}}, webp},
      {"png_palette", {{"colours", 16, 256, Kind::whole}}, png_palette},
      {"progressive", {{"quality", 10, 95, Kind::whole}}, progressive},
      {"chroma_subsampling",
       {{"quality", 40, 95, Kind::whole}},
       chroma_subsampling},
      {"thumbnail", {{"side", 64, 500, Kind::whole}}, thumbnail},
      {"upscaled", {{"scale", 1.2, 3, Kind::ratio}}, upscaled},
      {"cmyk", {{"quality", 40, 95, Kind::whole}}, cmyk},
      {"png16", {}, png16},
      {"icc_profile",
       {{"gamma", 1.8, 2.4}, {"quality", 60, 95, Kind::whole}},
       icc_profile},
  };
}

}  // namespace sleeve::suite
