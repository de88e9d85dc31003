// Covers as things: on a shelf, in a hand, with a disc, on a shirt.
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "benchmarks/suite/inside.h"

namespace sleeve::suite {
namespace {

using Kind = Range::Kind;

cv::Mat take_cover(Scene& scene) {
  scene.placements.clear();
  return scene.picture;
}

/// What a camera adds: uneven light, a little blur, noise.
void photograph(cv::Mat& picture, Dice& dice) {
  add_uneven_light(picture, 0.55, dice);
  cv::GaussianBlur(picture, picture, {}, dice.between(0.4, 1.2));
  add_noise(picture, dice.between(2, 8), true, dice);
}

/// A quarter of `quad`'s corners moved by up to `most` of its side, inwards
/// and outwards.
Quad shaken(Quad quad, double most, Dice& dice) {
  const double side = std::abs(quad[1].x - quad[0].x);
  for (Point& p : quad) {
    p.x += side * dice.between(-most, most);
    p.y += side * dice.between(-most, most);
  }
  return quad;
}

/// Covers side by side on a board, seen from somewhere else.
void shelf(Scene& scene, const Values& values, Dice& dice) {
  const cv::Mat cover = take_cover(scene);
  const int side = values.whole("side");
  const int count = std::min<int>(values.whole("covers"),
                                  1 + static_cast<int>(scene.pool.size()));
  const int gap = static_cast<int>(side * dice.between(0.02, 0.2));
  const int width = count * (side + gap) + gap, height = side + side / 2;
  cv::Mat wall = texture({width, height}, dice);
  const int board = height - side / 6;
  blend_box(wall, {0, board, width, height - board}, {110, 75, 45}, 0.8);
  const int own = dice.integer(0, count - 1);
  int next = 1;
  for (int i = 0; i < count; ++i) {
    const cv::Rect2d box(gap + i * (side + gap), board - side, side, side);
    if (i == own) {
      place(scene, wall, 0, cover, quad_of(box));
    } else {
      place(scene, wall, next, pool_cover(scene, next), quad_of(box));
      ++next;
    }
  }
  scene.picture = wall;
  const double most = values["perspective"];
  const Quad from = quad_of({0, 0, 1.0 * width, 1.0 * height});
  Quad to = from;
  const bool from_left = dice.chance(0.5);
  for (int i = 0; i < 4; ++i) {
    const bool near = (i == 0 || i == 3) == from_left;
    if (!near) to[i].y += height * most * (i < 2 ? 1 : -1) * 0.5;
    to[i].x += width * 0.02 * dice.between(-1, 1);
  }
  warp(scene, map_between(from, to), texture(scene.picture.size(), dice));
  photograph(scene.picture, dice);
}

/// The cover held or lying: turned, in perspective, on a busy ground, with
/// fingers over an edge.
void hand_held(Scene& scene, const Values& values, Dice& dice) {
  const cv::Mat cover = take_cover(scene);
  const int width = values.whole("width");
  const int height = static_cast<int>(width * dice.between(0.75, 1.35));
  const double side = std::min(width, height) * values["cover"];
  cv::Mat ground = texture({width, height}, dice);
  if (dice.chance(0.5)) {
    ground = random_background({width, height}, dice);
  }
  const double angle = dice.between(-25, 25) * CV_PI / 180;
  const double x = width * dice.between(0.42, 0.58);
  const double y = height * dice.between(0.42, 0.58);
  Quad quad = quad_of({-side / 2, -side / 2, side, side});
  quad = shaken(quad, values["perspective"], dice);
  for (Point& p : quad) {
    p = {x + p.x * std::cos(angle) - p.y * std::sin(angle),
         y + p.x * std::sin(angle) + p.y * std::cos(angle)};
  }
  place(scene, ground, 0, cover, quad);
  const cv::Scalar skin(dice.between(120, 235), dice.between(90, 180),
                        dice.between(70, 150));
  for (int fingers = dice.integer(0, 4); fingers > 0; --fingers) {
    const double t = dice.between(0.1, 0.9);
    const cv::Point tip(
        static_cast<int>(quad[3].x + (quad[2].x - quad[3].x) * t),
        static_cast<int>(quad[3].y + (quad[2].y - quad[3].y) * t));
    cv::ellipse(ground, tip,
                {std::max(2, static_cast<int>(side * 0.035)),
                 std::max(2, static_cast<int>(side * 0.1))},
                dice.between(-30, 30), 0, 360, skin, cv::FILLED, cv::LINE_AA);
  }
  scene.picture = ground;
  photograph(scene.picture, dice);
}

/// A black disc with grooves and a label looks out at one side.
void draw_disc(cv::Mat& page, cv::Point centre, int radius, Dice& dice) {
  cv::circle(page, centre, radius, cv::Scalar::all(18), cv::FILLED,
             cv::LINE_AA);
  for (int r = radius - 4; r > radius * 2 / 5; r -= 4) {
    cv::circle(page, centre, r, cv::Scalar::all(dice.between(24, 48)), 1,
               cv::LINE_AA);
  }
  cv::circle(page, centre, radius / 3, random_colour(dice), cv::FILLED,
             cv::LINE_AA);
  cv::circle(page, centre, std::max(1, radius / 40), cv::Scalar::all(240),
             cv::FILLED, cv::LINE_AA);
}

void vinyl_disc(Scene& scene, const Values& values, Dice& dice) {
  const cv::Mat cover = take_cover(scene);
  const int side = values.whole("side");
  const int out = static_cast<int>(side * values["out"]);
  const int margin = static_cast<int>(side * dice.between(0.02, 0.2));
  cv::Mat page =
      random_background({side + out + 2 * margin, side + 2 * margin}, dice);
  const bool right = dice.chance(0.75);
  const int x = right ? margin : margin + out;
  const int middle = x + side / 2 + (right ? out : -out);
  draw_disc(page, {middle, margin + side / 2}, side / 2 - 2, dice);
  place(scene, page, 0, cover,
        quad_of({1.0 * x, 1.0 * margin, 1.0 * side, 1.0 * side}));
  scene.picture = page;
}

/// Printed on cloth: weave, folds that shade the print, faded ink.
void tshirt(Scene& scene, const Values& values, Dice& dice) {
  const cv::Mat cover = take_cover(scene);
  const int width = values.whole("width");
  const int height = static_cast<int>(width * dice.between(1, 1.25));
  const int side = static_cast<int>(width * values["print"]);
  const cv::Scalar cloth = random_colour(dice);
  cv::Mat page(height, width, CV_8UC3, cv::Scalar::all(245));
  const std::vector<cv::Point> shirt = {{width * 35 / 100, height * 4 / 100},
                                        {width * 65 / 100, height * 4 / 100},
                                        {width * 98 / 100, height * 20 / 100},
                                        {width * 88 / 100, height * 38 / 100},
                                        {width * 80 / 100, height * 32 / 100},
                                        {width * 80 / 100, height * 98 / 100},
                                        {width * 20 / 100, height * 98 / 100},
                                        {width * 20 / 100, height * 32 / 100},
                                        {width * 12 / 100, height * 38 / 100},
                                        {width * 2 / 100, height * 20 / 100}};
  cv::fillPoly(page, std::vector{shirt}, cloth, cv::LINE_AA);
  const Quad quad = shaken(
      quad_of({(width - side) / 2.0, height * 0.2, 1.0 * side, 1.0 * side}),
      0.02, dice);
  const cv::Mat bare = page.clone();
  place(scene, page, 0, cover, quad);
  const double ink = values["ink"];
  cv::addWeighted(page, ink, bare, 1 - ink, 0, page);
  add_uneven_light(page, 0.6, dice);
  cv::Mat folds(16, 16, CV_32F);
  for (int i = 0; i < 256; ++i) {
    folds.at<float>(i / 16, i % 16) =
        static_cast<float>(0.18 * dice.unit() * dice.unit());
  }
  cv::resize(folds, folds, page.size(), 0, 0, cv::INTER_CUBIC);
  blend(page, cv::Mat::zeros(page.size(), CV_8UC3), folds);
  add_noise(page, dice.between(3, 9), false, dice);
  scene.picture = page;
}

}  // namespace

std::vector<Recipe> object_recipes() {
  return {
      {"shelf",
       {{"covers", 3, 8, Kind::whole},
        {"side", 130, 260, Kind::whole},
        {"perspective", 0, 0.25}},
       shelf,
       7},
      {"hand_held",
       {{"width", 480, 1280, Kind::whole},
        {"cover", 0.35, 0.75},
        {"perspective", 0.01, 0.12}},
       hand_held},
      {"vinyl_disc",
       {{"side", 200, 600, Kind::whole}, {"out", 0.1, 0.5}},
       vinyl_disc},
      {"tshirt",
       {{"width", 500, 1000, Kind::whole},
        {"print", 0.28, 0.5},
        {"ink", 0.75, 1}},
       tshirt},
  };
}

}  // namespace sleeve::suite
