// Changes of shape: the cover is still all there is in the picture.
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "benchmarks/suite/families.h"

namespace sleeve::suite {
namespace {

using Kind = Range::Kind;

void aspect(Scene& scene, const Values& values, Dice&) {
  const double stretch = std::sqrt(values["aspect"]);
  resize(scene, {static_cast<int>(std::lround(scene.picture.cols * stretch)),
                 static_cast<int>(std::lround(scene.picture.rows / stretch))});
}

void crop_sides(Scene& scene, const Values& values, Dice&) {
  const double width = scene.picture.cols, height = scene.picture.rows;
  const int left = static_cast<int>(width * values["left"]);
  const int top = static_cast<int>(height * values["top"]);
  const int right = static_cast<int>(width * (1 - values["right"]));
  const int bottom = static_cast<int>(height * (1 - values["bottom"]));
  crop(scene,
       {left, top, std::max(1, right - left), std::max(1, bottom - top)});
}

/// Turns about the centre. Either the picture grows to hold the corners, or
/// the largest upright rectangle of the same shape is cut out.
void rotation(Scene& scene, const Values& values, Dice& dice) {
  const double degrees = values["degrees"] * (dice.chance(0.5) ? 1 : -1);
  const double angle = degrees * CV_PI / 180;
  const double c = std::cos(angle), s = std::sin(angle);
  const double width = scene.picture.cols, height = scene.picture.rows;
  const double grown_w = width * std::abs(c) + height * std::abs(s);
  const double grown_h = width * std::abs(s) + height * std::abs(c);
  cv::Size size(static_cast<int>(grown_w), static_cast<int>(grown_h));
  if (dice.chance(0.5)) {
    const double share = std::min(width / grown_w, height / grown_h);
    size = {static_cast<int>(width * share), static_cast<int>(height * share)};
  }
  const cv::Matx33d to_origin(1, 0, -width / 2, 0, 1, -height / 2, 0, 0, 1);
  const cv::Matx33d turn(c, -s, size.width / 2.0, s, c, size.height / 2.0, 0, 0,
                         1);
  warp(scene, turn * to_origin, random_background(size, dice));
}

void turn_quarters(Scene& scene, int quarters) {
  const double w = scene.picture.cols, h = scene.picture.rows;
  const cv::Matx33d maps[] = {{0, -1, h, 1, 0, 0, 0, 0, 1},
                              {-1, 0, w, 0, -1, h, 0, 0, 1},
                              {0, 1, 0, -1, 0, w, 0, 0, 1}};
  cv::rotate(scene.picture, scene.picture, quarters - 1);
  for (Placement& placement : scene.placements) {
    for (Point& p : placement.region) p = mapped(maps[quarters - 1], p);
  }
}

void quarter_turn(Scene& scene, const Values& values, Dice&) {
  turn_quarters(scene, values.whole("quarters"));
}

void mirror(Scene& scene, const Values&, Dice& dice) {
  const double width = scene.picture.cols;
  cv::flip(scene.picture, scene.picture, 1);
  for (Placement& placement : scene.placements) {
    for (Point& p : placement.region) p.x = width - p.x;
  }
  // A mirrored and half-turned cover is one mirrored upside down.
  if (dice.chance(0.3)) turn_quarters(scene, 2);
}

void perspective(Scene& scene, const Values& values, Dice& dice) {
  const double width = scene.picture.cols, height = scene.picture.rows;
  const double most = values["strength"];
  const Quad from = quad_of({0, 0, width, height});
  Quad to = from;
  for (int i = 0; i < 4; ++i) {
    to[i].x += width * dice.between(0, most) * (i == 0 || i == 3 ? 1 : -1);
    to[i].y += height * dice.between(0, most) * (i < 2 ? 1 : -1);
  }
  warp(scene, map_between(from, to),
       random_background(scene.picture.size(), dice));
}

}  // namespace

std::vector<Recipe> geometry_family() {
  return {
      {"aspect", {{"aspect", 0.8, 1.25, Kind::ratio}}, aspect},
      {"crop",
       {{"left", 0.01, 0.4},
        {"top", 0.01, 0.4},
        {"right", 0.01, 0.4},
        {"bottom", 0.01, 0.4}},
       crop_sides},
      {"rotation", {{"degrees", 1, 30}}, rotation},
      {"quarter_turn", {{"quarters", 1, 3, Kind::whole}}, quarter_turn},
      {"mirror", {}, mirror},
      {"perspective", {{"strength", 0.05, 0.3}}, perspective},
  };
}

}  // namespace sleeve::suite
