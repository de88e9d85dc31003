// Covers inside something larger, flat: screens, collages, pages.
#include "benchmarks/suite/inside.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "benchmarks/suite/families.h"

namespace sleeve::suite {
namespace {

using Kind = Range::Kind;

/// Takes the cover out of the scene, which will be drawn anew.
cv::Mat take_cover(Scene& scene) {
  scene.placements.clear();
  return scene.picture;
}

void text_line(cv::Mat& page, const cv::Rect& box, const cv::Scalar& ink,
               Dice& dice) {
  draw_text(page, random_title(dice), box, ink, dice);
}

/// Round buttons in a row, as players have them.
void draw_controls(cv::Mat& page, const cv::Rect& box, const cv::Scalar& ink,
                   Dice& dice) {
  const int count = dice.integer(3, 6);
  const int radius = std::max(3, box.height / 3);
  for (int i = 0; i < count; ++i) {
    cv::circle(
        page,
        {box.x + (2 * i + 1) * box.width / (2 * count), box.y + box.height / 2},
        i == count / 2 ? radius : radius * 2 / 3, ink,
        i == count / 2 ? cv::FILLED : 2, cv::LINE_AA);
  }
}

/// A music player: sidebar, cover, title, progress and controls.
void player_screenshot(Scene& scene, const Values& values, Dice& dice) {
  const cv::Mat cover = take_cover(scene);
  const int width = values.whole("width");
  const int height = static_cast<int>(width * dice.between(0.5, 1.9));
  const int side = std::max(
      120, static_cast<int>(std::min(width, height) * values["cover"]));
  const cv::Scalar paper = cv::Scalar::all(dice.chance(0.7) ? 24 : 245);
  const cv::Scalar ink = readable_on(paper);
  cv::Mat page(height, width, CV_8UC3, paper);
  const int bar = dice.chance(0.5) ? width / 6 : 0;
  blend_box(page, {0, 0, bar, height}, random_colour(dice), 0.4);
  for (int i = 0; bar > 0 && i < 8; ++i) {
    text_line(page, {4, (i + 1) * height / 12, bar - 8, height / 30}, ink,
              dice);
  }
  const int x = dice.integer(bar, std::max(bar, width - side));
  const int y = dice.integer(0, std::max(0, (height - side) * 2 / 3));
  const int left = std::min(x, width - side), below = y + side;
  const int row = std::max(8, (height - below) / 4);
  text_line(page, {left, below + 2, side, row - 4}, ink, dice);
  blend_box(page, {left, below + row + row / 2, side, 3}, ink, 0.4);
  draw_controls(page, {left, below + 2 * row, side, row}, ink, dice);
  place(scene, page, 0, cover,
        quad_of({1.0 * left, 1.0 * y, 1.0 * side, 1.0 * side}));
  scene.picture = page;
}

/// n x n covers; the cover itself in a random cell, the pool in the others.
void collage(Scene& scene, int n, int cell, int gutter, Dice& dice) {
  const cv::Mat cover = take_cover(scene);
  const int side = n * cell + (n + 1) * gutter;
  cv::Mat page(side, side, CV_8UC3,
               dice.chance(0.6) ? cv::Scalar::all(dice.chance(0.5) ? 255 : 0)
                                : random_colour(dice));
  const int own = dice.integer(0, n * n - 1);
  int next = 1;
  for (int i = 0; i < n * n; ++i) {
    const cv::Rect box(gutter + i % n * (cell + gutter),
                       gutter + i / n * (cell + gutter), cell, cell);
    const Quad quad = quad_of(cv::Rect2d(box));
    if (i == own) {
      place(scene, page, 0, cover, quad);
    } else if (next <= static_cast<int>(scene.pool.size())) {
      place(scene, page, next, pool_cover(scene, next), quad);
      ++next;
    } else {
      random_background(box.size(), dice).copyTo(page(box));
    }
  }
  scene.picture = page;
}

void collage_gutters(Scene& scene, const Values& values, Dice& dice) {
  const int cell = values.whole("cell");
  const int gutter = std::max(1, static_cast<int>(cell * values["gutter"]));
  collage(scene, values.whole("across"), cell, gutter, dice);
}

void collage_plain(Scene& scene, const Values& values, Dice& dice) {
  collage(scene, values.whole("across"), values.whole("cell"), 0, dice);
}

/// A collage as a mirror or the camera of a selfie shows it.
void mirrored_cells(Scene& scene, const Values& values, Dice& dice) {
  const int cell = values.whole("cell");
  collage(scene, values.whole("across"), cell, cell / 20, dice);
  const double width = scene.picture.cols;
  cv::flip(scene.picture, scene.picture, 1);
  for (Placement& placement : scene.placements) {
    for (Point& corner : placement.region) corner.x = width - corner.x;
  }
}

/// Wide, with the cover at one end and words beside it.
void banner(Scene& scene, const Values& values, Dice& dice) {
  const cv::Mat cover = take_cover(scene);
  const int height = values.whole("height");
  const int width = static_cast<int>(height * values["aspect"]);
  const int side = static_cast<int>(height * dice.between(0.7, 1));
  cv::Mat page = random_background({width, height}, dice);
  const int y = dice.integer(0, height - side);
  const int x = dice.chance(0.5) ? (height - side) / 2
                                 : width - side - (height - side) / 2;
  const int text = x < width / 2 ? x + side : 0;
  const cv::Scalar ink = random_colour(dice);
  for (int i = 0; i < 3; ++i) {
    draw_text(page, random_title(dice),
              {text + 10, (i + 1) * height / 5, width - side - 40, height / 6},
              ink, dice, readable_on(ink));
  }
  place(scene, page, 0, cover,
        quad_of({1.0 * x, 1.0 * y, 1.0 * side, 1.0 * side}));
  scene.picture = page;
}

/// A face, a name, words, the cover, hearts and numbers.
void social_post(Scene& scene, const Values& values, Dice& dice) {
  const cv::Mat cover = take_cover(scene);
  const int width = values.whole("width");
  const int side = static_cast<int>(width * values["cover"]);
  const int head = width / 8, text = width / dice.integer(8, 16);
  const int x = dice.integer(0, width - side);
  const int y = head + text * dice.integer(1, 3);
  const int height = y + side + head;
  const cv::Scalar paper = cv::Scalar::all(dice.chance(0.7) ? 255 : 21);
  const cv::Scalar ink = readable_on(paper);
  cv::Mat page(height, width, CV_8UC3, paper);
  cv::circle(page, {head / 2, head / 2}, head / 3, random_colour(dice),
             cv::FILLED, cv::LINE_AA);
  text_line(page, {head, head / 4, width / 3, head / 3}, ink, dice);
  for (int line = head; line + text <= y; line += text) {
    text_line(page, {8, line, width * 3 / 4, text * 2 / 3}, ink, dice);
  }
  draw_controls(page, {0, y + side, width / 2, head}, ink, dice);
  place(scene, page, 0, cover,
        quad_of({1.0 * x, 1.0 * y, 1.0 * side, 1.0 * side}));
  scene.picture = page;
}

}  // namespace

std::vector<Recipe> inside_family() {
  std::vector<Recipe> recipes = {
      {"player_screenshot",
       {{"width", 480, 1280, Kind::whole}, {"cover", 0.3, 0.9}},
       player_screenshot},
      {"collage_gutters",
       {{"across", 2, 6, Kind::whole},
        {"cell", 120, 200, Kind::whole},
        {"gutter", 0.01, 0.1}},
       collage_gutters,
       kMaxPool},
      {"collage_plain",
       {{"across", 2, 6, Kind::whole}, {"cell", 120, 200, Kind::whole}},
       collage_plain,
       kMaxPool},
      {"banner", {{"height", 200, 480, Kind::whole}, {"aspect", 2, 4}}, banner},
      {"social_post",
       {{"width", 400, 1080, Kind::whole}, {"cover", 0.6, 1}},
       social_post},
  };
  for (Recipe& recipe : object_recipes()) recipes.push_back(recipe);
  return recipes;
}

std::vector<Recipe> mirrored_inside_family() {
  return {{"mirrored_cells",
           {{"across", 2, 4, Kind::whole}, {"cell", 120, 240, Kind::whole}},
           mirrored_cells,
           kMaxPool}};
}

}  // namespace sleeve::suite
