// Draws titles, bands, borders and shapes.
#include "benchmarks/suite/lettering.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace sleeve::suite {
namespace {

void write_line(cv::Mat& cover, const cv::Rect& box, const std::string& text,
                bool band, Dice& dice) {
  const cv::Scalar paper = random_colour(dice);
  if (band) blend_box(cover, box, paper, dice.between(0.6, 1));
  const cv::Scalar ink =
      band ? readable_on(paper)
           : (dice.chance(0.6) ? cv::Scalar::all(dice.chance(0.5) ? 250 : 8)
                               : random_colour(dice));
  const bool outlined = !band && dice.chance(0.4);
  draw_text(cover, text, box, ink, dice,
            outlined ? readable_on(ink) : cv::Scalar(-1));
}

}  // namespace

void add_lettering(cv::Mat& cover, Dice& dice) {
  const int side = cover.rows;
  const int tall = static_cast<int>(side * dice.between(0.08, 0.26));
  const int small = static_cast<int>(side * dice.between(0.04, 0.09));
  const int wide = static_cast<int>(side * dice.between(0.5, 0.95));
  const int left = dice.integer(0, side - wide);
  const int top = dice.integer(side / 50, side - tall - small - side / 50);
  write_line(cover, {left, top, wide, tall}, random_title(dice),
             dice.chance(0.2), dice);
  if (!dice.chance(0.75)) return;
  const int beneath =
      dice.chance(0.6) ? top + tall : dice.integer(0, side - small);
  const int narrow = static_cast<int>(wide * dice.between(0.4, 0.9));
  write_line(cover, {left, beneath, narrow, small}, random_title(dice), false,
             dice);
}

void add_border(cv::Mat& cover, Dice& dice) {
  const int width =
      std::max(1, static_cast<int>(cover.rows * dice.between(0.008, 0.06)));
  const cv::Scalar colour = dice.chance(0.5)
                                ? cv::Scalar::all(dice.chance(0.5) ? 255 : 0)
                                : random_colour(dice);
  const int inset = dice.chance(0.3) ? static_cast<int>(cover.rows * 0.03) : 0;
  const cv::Rect frame(inset, inset, cover.cols - 2 * inset,
                       cover.rows - 2 * inset);
  const int half = width / 2;
  cv::rectangle(cover,
                {frame.x + half, frame.y + half, frame.width - 2 * half,
                 frame.height - 2 * half},
                colour, width);
}

void add_tint(cv::Mat& cover, double most, Dice& dice) {
  blend_box(cover, {0, 0, cover.cols, cover.rows}, random_colour(dice),
            dice.between(0.05, most));
}

void add_shapes(cv::Mat& cover, int count, Dice& dice) {
  const int side = cover.rows;
  for (int i = 0; i < count; ++i) {
    const cv::Scalar colour = random_colour(dice);
    const int size = static_cast<int>(side * dice.ratio(0.02, 0.5));
    const cv::Point at(dice.integer(0, side), dice.integer(0, side));
    const int thickness =
        dice.chance(0.6) ? cv::FILLED : std::max(1, size / dice.integer(4, 20));
    switch (dice.integer(0, 3)) {
      case 0:
        cv::circle(cover, at, size / 2, colour, thickness, cv::LINE_AA);
        break;
      case 1:
        cv::rectangle(cover,
                      {at.x, at.y, size, static_cast<int>(size * dice.unit())},
                      colour, thickness, cv::LINE_AA);
        break;
      case 2:
        cv::line(cover, at, {dice.integer(0, side), dice.integer(0, side)},
                 colour, std::max(1, size / 12), cv::LINE_AA);
        break;
      default: {
        std::vector<cv::Point> corners;
        for (int k = dice.integer(3, 7); k > 0; --k) {
          corners.push_back(at + cv::Point(dice.integer(-size / 2, size / 2),
                                           dice.integer(-size / 2, size / 2)));
        }
        cv::fillPoly(cover, std::vector{corners}, colour, cv::LINE_AA);
      }
    }
  }
}

}  // namespace sleeve::suite
