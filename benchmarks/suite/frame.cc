// What is put around covers.
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "benchmarks/suite/families.h"

namespace sleeve::suite {
namespace {

using Kind = Range::Kind;

cv::Scalar frame_colour(Dice& dice) {
  switch (dice.integer(0, 2)) {
    case 0:
      return cv::Scalar::all(255);
    case 1:
      return cv::Scalar::all(0);
    default:
      return random_colour(dice);
  }
}

void border(Scene& scene, const Values& values, Dice& dice) {
  const cv::Size size = scene.picture.size();
  const int by =
      std::max(1, static_cast<int>(std::lround(values["share"] * size.width)));
  embed(scene,
        cv::Mat(size.height + 2 * by, size.width + 2 * by, CV_8UC3,
                frame_colour(dice)),
        {by, by});
}

/// Bars at left and right, or above and below; where the picture itself is
/// longer that way already, the other way.
cv::Size widened(cv::Size size, double aspect, bool wide) {
  const int width = static_cast<int>(size.height * aspect);
  const int height = static_cast<int>(size.width * aspect);
  if (width < size.width) wide = false;
  if (height < size.height) wide = true;
  if (wide) return {width, size.height};
  return {size.width, height};
}

void embed_centred(Scene& scene, const cv::Mat& canvas) {
  embed(scene, canvas,
        {(canvas.cols - scene.picture.cols) / 2,
         (canvas.rows - scene.picture.rows) / 2});
}

void bars(Scene& scene, const Values& values, Dice& dice) {
  const cv::Size size =
      widened(scene.picture.size(), values["aspect"], dice.chance(0.7));
  embed_centred(scene, cv::Mat(size, CV_8UC3, frame_colour(dice)));
}

/// Video sites fill the bars with the picture itself, enlarged and blurred.
void blurred_fill(Scene& scene, const Values& values, Dice& dice) {
  const cv::Size size =
      widened(scene.picture.size(), values["aspect"], dice.chance(0.7));
  const double scale = std::max(1.0 * size.width / scene.picture.cols,
                                1.0 * size.height / scene.picture.rows);
  cv::Mat large = resized(
      scene.picture, {static_cast<int>(std::ceil(scene.picture.cols * scale)),
                      static_cast<int>(std::ceil(scene.picture.rows * scale))});
  cv::Mat canvas =
      large(cv::Rect((large.cols - size.width) / 2,
                     (large.rows - size.height) / 2, size.width, size.height))
          .clone();
  cv::GaussianBlur(canvas, canvas, {}, size.height * values["blur"]);
  canvas *= dice.between(0.5, 1);
  embed_centred(scene, canvas);
}

/// img2dataset's resize_mode=border: an oblong picture, here cut from the
/// cover, in a white square of 256 pixels, JPEG quality 95.
void white_padding(Scene& scene, const Values& values, Dice& dice) {
  constexpr int kSide = 256;
  cv::Rect cut({0, 0}, scene.picture.size());
  if (dice.chance(0.5)) {
    cut.height = static_cast<int>(cut.height / values["aspect"]);
    cut.y = dice.integer(0, scene.picture.rows - cut.height);
  } else {
    cut.width = static_cast<int>(cut.width / values["aspect"]);
    cut.x = dice.integer(0, scene.picture.cols - cut.width);
  }
  crop(scene, cut);
  const cv::Size oblong = cut.size();
  const double scale = 1.0 * kSide / std::max(oblong.width, oblong.height);
  resize(scene, {std::max(1, static_cast<int>(oblong.width * scale)),
                 std::max(1, static_cast<int>(oblong.height * scale))});
  embed_centred(scene, cv::Mat(kSide, kSide, CV_8UC3, cv::Scalar::all(255)));
  scene.encoding.quality = 95;
}

cv::Mat rounded_mask(cv::Size size, int radius) {
  cv::Mat mask = cv::Mat::zeros(size, CV_8U);
  const int r = std::min(radius, std::min(size.width, size.height) / 2 - 1);
  cv::rectangle(mask, {r, 0, size.width - 2 * r, size.height}, 255, -1);
  cv::rectangle(mask, {0, r, size.width, size.height - 2 * r}, 255, -1);
  for (const cv::Point& at :
       {cv::Point(r, r), cv::Point(size.width - 1 - r, r),
        cv::Point(r, size.height - 1 - r),
        cv::Point(size.width - 1 - r, size.height - 1 - r)}) {
    cv::circle(mask, at, r, 255, -1, cv::LINE_AA);
  }
  cv::Mat alpha;
  mask.convertTo(alpha, CV_32F, 1 / 255.0);
  return alpha;
}

void rounded_corners(Scene& scene, const Values& values, Dice& dice) {
  const cv::Size size = scene.picture.size();
  const int radius = static_cast<int>(size.width * values["radius"]);
  cv::Mat canvas(size, CV_8UC3, frame_colour(dice));
  blend(canvas, scene.picture, rounded_mask(size, radius));
  scene.picture = canvas;
}

/// The dark, ribbed spine at the left of a jewel case, and its glossy rim.
void jewel_case(Scene& scene, const Values& values, Dice& dice) {
  const int width = scene.picture.cols, height = scene.picture.rows;
  const int spine = std::max(3, static_cast<int>(width * values["spine"]));
  const int rim = std::max(1, static_cast<int>(width * values["rim"]));
  const double dark = dice.between(10, 90);
  cv::Mat canvas(height + 2 * rim, width + spine + 2 * rim, CV_8UC3,
                 cv::Scalar::all(dice.between(150, 240)));
  cv::Mat strip = canvas(cv::Rect(0, 0, spine, canvas.rows));
  strip.setTo(cv::Scalar::all(dark));
  const int rib = std::max(3, height / dice.integer(30, 80));
  for (int r = 0; r < canvas.rows; r += rib) {
    cv::line(strip, {0, r}, {spine, r}, cv::Scalar::all(dark + 60), 1);
  }
  embed(scene, canvas, {spine + rim, rim});
  if (dice.chance(0.6)) {  // a reflection across the case
    cv::Mat light(scene.picture.size(), CV_8UC3, cv::Scalar::all(255));
    cv::Mat band = cv::Mat::zeros(scene.picture.size(), CV_32F);
    const int x = dice.integer(0, width);
    cv::line(band, {x, 0}, {x - height / 2, height}, dice.between(0.1, 0.35),
             width / dice.integer(6, 15));
    cv::GaussianBlur(band, band, {}, width / 60.0 + 1);
    blend(scene.picture, light, band);
  }
}

void shadow(Scene& scene, const Values& values, Dice& dice) {
  const int width = scene.picture.cols, height = scene.picture.rows;
  const int margin = static_cast<int>(width * values["margin"]);
  const int shift = static_cast<int>(margin * dice.between(0.1, 0.6));
  cv::Mat canvas =
      random_background({width + 2 * margin, height + 2 * margin}, dice);
  cv::Mat dark = cv::Mat::zeros(canvas.size(), CV_32F);
  cv::rectangle(dark, {margin + shift, margin + shift, width, height},
                dice.between(0.3, 0.8), cv::FILLED);
  cv::GaussianBlur(dark, dark, {}, std::max(1.0, margin * values["softness"]));
  blend(canvas, cv::Mat::zeros(canvas.size(), CV_8UC3), dark);
  embed(scene, canvas, {margin, margin});
}

}  // namespace

std::vector<Recipe> frame_family() {
  return {
      {"border", {{"share", 0.01, 0.3}}, border},
      {"bars", {{"aspect", 1.1, 1.9}}, bars},
      {"blurred_fill",
       {{"aspect", 1.2, 1.9}, {"blur", 0.02, 0.08}},
       blurred_fill},
      {"white_padding", {{"aspect", 1.02, 1.5}}, white_padding},
      {"rounded_corners", {{"radius", 0.03, 0.25}}, rounded_corners},
      {"jewel_case", {{"spine", 0.04, 0.16}, {"rim", 0.005, 0.04}}, jewel_case},
      {"shadow", {{"margin", 0.05, 0.25}, {"softness", 0.1, 0.5}}, shadow},
  };
}

}  // namespace sleeve::suite
