// The same art in another edition: a match, but of kind `edition`.
#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "benchmarks/suite/families.h"
#include "benchmarks/suite/lettering.h"

namespace sleeve::suite {
namespace {

using Kind = Range::Kind;

/// Covers some of what is there with a panel and writes other words.
void edition_typography(Scene& scene, const Values& values, Dice& dice) {
  const int width = scene.picture.cols, height = scene.picture.rows;
  const int tall = static_cast<int>(height * values["panel_height"]);
  const int wide = static_cast<int>(width * values["panel_width"]);
  const cv::Rect panel(dice.integer(0, width - wide),
                       dice.integer(0, height - tall), wide, tall);
  const cv::Scalar paper = random_colour(dice);
  blend_box(scene.picture, panel, paper, 1);
  draw_text(scene.picture, random_title(dice), panel, readable_on(paper), dice);
  for (int lines = values.whole("lines"); lines > 0; --lines) {
    add_lettering(scene.picture, dice);
  }
}

/// A frame printed over the edges of the art, with a line of text.
void edition_border(Scene& scene, const Values& values, Dice& dice) {
  const int width = scene.picture.cols, height = scene.picture.rows;
  const int by = std::max(1, static_cast<int>(width * values["share"]));
  const cv::Scalar paper = random_colour(dice);
  for (const cv::Rect& edge :
       {cv::Rect(0, 0, width, by), cv::Rect(0, height - by, width, by),
        cv::Rect(0, 0, by, height), cv::Rect(width - by, 0, by, height)}) {
    blend_box(scene.picture, edge, paper, 1);
  }
  draw_text(scene.picture, random_title(dice),
            {by, dice.chance(0.5) ? 0 : height - by, width - 2 * by, by},
            readable_on(paper), dice);
}

void edition_tint(Scene& scene, const Values& values, Dice& dice) {
  blend_box(scene.picture, {0, 0, scene.picture.cols, scene.picture.rows},
            random_colour(dice), values["strength"]);
  if (dice.chance(0.7)) add_lettering(scene.picture, dice);
}

}  // namespace

std::vector<Recipe> edition_family() {
  return {
      {"edition_typography",
       {{"panel_height", 0.1, 0.3},
        {"panel_width", 0.4, 1},
        {"lines", 0, 2, Kind::whole}},
       edition_typography},
      {"edition_border", {{"share", 0.04, 0.14}}, edition_border},
      {"edition_tint", {{"strength", 0.2, 0.6}}, edition_tint},
  };
}

}  // namespace sleeve::suite
