// What is stuck, printed or laid over covers.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "benchmarks/suite/families.h"

namespace sleeve::suite {
namespace {

using Kind = Range::Kind;

/// A box of `wide` x `high` in one of the corners, a little off the edges.
cv::Rect corner_box(cv::Size size, int wide, int high, Dice& dice) {
  const int gap = dice.integer(0, size.width / 25);
  return {dice.chance(0.5) ? gap : size.width - gap - wide,
          dice.chance(0.5) ? gap : size.height - gap - high, wide, high};
}

/// Black and white, in three lines, in a corner.
void advisory_sticker(Scene& scene, const Values& values, Dice& dice) {
  const int wide = static_cast<int>(scene.picture.cols * values["width"]);
  const int high = static_cast<int>(wide * 0.62);
  const cv::Rect box = corner_box(scene.picture.size(), wide, high, dice);
  const int third = high / 3;
  cv::rectangle(scene.picture, box, cv::Scalar::all(0), cv::FILLED);
  cv::rectangle(scene.picture, {box.x + 2, box.y + third, box.width - 4, third},
                cv::Scalar::all(255), cv::FILLED);
  const std::array lines = {"PARENTAL", "ADVISORY", "EXPLICIT CONTENT"};
  for (int i = 0; i < 3; ++i) {
    draw_text(scene.picture, lines[i],
              {box.x + 3, box.y + i * third + 1, box.width - 6, third - 2},
              cv::Scalar::all(i == 1 ? 0 : 255), dice);
  }
}

void price_sticker(Scene& scene, const Values& values, Dice& dice) {
  const int side = static_cast<int>(scene.picture.cols * values["width"]);
  const cv::Rect box(dice.integer(0, scene.picture.cols - side),
                     dice.integer(0, scene.picture.rows - side), side, side);
  const cv::Scalar paper =
      dice.chance(0.5) ? cv::Scalar(250, 220, 30) : random_colour(dice);
  const cv::Point centre(box.x + side / 2, box.y + side / 2);
  if (dice.chance(0.5)) {
    cv::circle(scene.picture, centre, side / 2, paper, cv::FILLED, cv::LINE_AA);
  } else {
    cv::rectangle(scene.picture, {box.x, box.y + side / 4, side, side / 2},
                  paper, cv::FILLED);
  }
  draw_text(scene.picture,
            fmt::format("{}.{:02}", dice.integer(1, 39), dice.integer(0, 99)),
            {box.x + side / 8, box.y + side / 3, side * 3 / 4, side / 3},
            readable_on(paper), dice);
}

void release_text(Scene& scene, const Values& values, Dice& dice) {
  const int width = scene.picture.cols, height = scene.picture.rows;
  const int tall = static_cast<int>(height * values["height"]);
  const int wide = static_cast<int>(width * dice.between(0.6, 0.96));
  const std::array texts = {"NEW RELEASE", "OUT NOW", "NEW ALBUM",
                            "AVAILABLE NOW", "PRE-ORDER"};
  const cv::Scalar ink = random_colour(dice);
  const cv::Rect box(dice.integer(0, width - wide),
                     dice.integer(0, height - tall), wide, tall);
  draw_text(scene.picture, texts[dice.integer(0, texts.size() - 1)], box, ink,
            dice, readable_on(ink));
}

/// One large or many small half-transparent words.
void watermark(Scene& scene, const Values& values, Dice& dice) {
  const int width = scene.picture.cols, height = scene.picture.rows;
  cv::Mat layer = scene.picture.clone();
  const std::string word = random_word(dice);
  const cv::Scalar ink = cv::Scalar::all(dice.chance(0.7) ? 255 : 0);
  const int lines = dice.chance(0.5) ? 1 : dice.integer(3, 6);
  for (int i = 0; i < lines; ++i) {
    for (int k = 0; k < lines; ++k) {
      draw_text(layer, word,
                {k * width / lines, i * height / lines,
                 static_cast<int>(width / lines * 0.9),
                 static_cast<int>(height / lines * 0.7)},
                ink, dice);
    }
  }
  const double strength = values["strength"];
  cv::addWeighted(scene.picture, 1 - strength, layer, strength, 0,
                  scene.picture);
}

void play_button(Scene& scene, const Values& values, Dice& dice) {
  const int width = scene.picture.cols;
  const int radius = static_cast<int>(width * values["width"] / 2);
  const cv::Point at(width / 2, scene.picture.rows / 2);
  cv::Mat layer = scene.picture.clone();
  const cv::Scalar disc = dice.chance(0.6)
                              ? cv::Scalar::all(dice.integer(0, 60))
                              : random_colour(dice);
  cv::circle(layer, at, radius, disc, cv::FILLED, cv::LINE_AA);
  const double strength = dice.between(0.5, 1);
  cv::addWeighted(scene.picture, 1 - strength, layer, strength, 0,
                  scene.picture);
  const int r = radius / 2;
  const std::vector<cv::Point> triangle = {at + cv::Point(-r * 2 / 3, -r),
                                           at + cv::Point(-r * 2 / 3, r),
                                           at + cv::Point(r, 0)};
  cv::fillConvexPoly(scene.picture, triangle, cv::Scalar::all(255),
                     cv::LINE_AA);
}

void logo_corner(Scene& scene, const Values& values, Dice& dice) {
  const int wide = static_cast<int>(scene.picture.cols * values["width"]);
  const int high = static_cast<int>(wide * dice.between(0.3, 1));
  const cv::Rect box = corner_box(scene.picture.size(), wide, high, dice);
  const cv::Scalar paper = random_colour(dice);
  blend_box(scene.picture, box, paper, dice.between(0.6, 1));
  const int mark = std::min(wide, high) / 2;
  cv::circle(scene.picture, {box.x + mark, box.y + high / 2}, mark * 2 / 3,
             random_colour(dice), cv::FILLED, cv::LINE_AA);
  draw_text(scene.picture, random_word(dice),
            {box.x + wide / 3, box.y + high / 4, wide * 2 / 3, high / 2},
            readable_on(paper), dice);
}

/// A bar with words above or below the cover, which stays whole.
void caption_bar(Scene& scene, const Values& values, Dice& dice) {
  const int width = scene.picture.cols, height = scene.picture.rows;
  const int bar = static_cast<int>(height * values["height"]);
  const bool above = dice.chance(0.5);
  const cv::Scalar paper = dice.chance(0.8)
                               ? cv::Scalar::all(dice.chance(0.6) ? 255 : 0)
                               : random_colour(dice);
  embed(scene, cv::Mat(height + bar, width, CV_8UC3, paper),
        {0, above ? bar : 0});
  const int lines = dice.integer(1, 2);
  for (int i = 0; i < lines; ++i) {
    draw_text(scene.picture, random_title(dice) + " " + random_title(dice),
              {width / 20, (above ? 0 : height) + i * bar / lines,
               width * 9 / 10, bar / lines},
              readable_on(paper), dice);
  }
}

/// "DELUXE EDITION" on a band across the cover, level or over a corner.
void edition_band(Scene& scene, const Values& values, Dice& dice) {
  const int width = scene.picture.cols, height = scene.picture.rows;
  const int tall = static_cast<int>(height * values["height"]);
  cv::Mat band(tall, width, CV_8UC3, random_colour(dice));
  const std::array texts = {"DELUXE EDITION", "REMASTERED", "ANNIVERSARY",
                            "LIMITED EDITION", "BONUS TRACKS"};
  draw_text(band, texts[dice.integer(0, texts.size() - 1)],
            {width / 8, tall / 6, width * 3 / 4, tall * 2 / 3},
            readable_on(band.at<cv::Vec3b>(0, 0)), dice);
  if (dice.chance(0.6)) {
    const int top = dice.integer(0, height - tall);
    band.copyTo(scene.picture(cv::Rect(0, top, width, tall)));
    return;
  }
  const double reach = dice.between(0.4, 0.75) * width;
  const double across = tall / std::sqrt(2.0);
  draw_in(scene.picture, band,
          {{{-across, reach},
            {reach, -across},
            {reach + across, 0},
            {0, reach + across}}});
}

}  // namespace

std::vector<Recipe> overlay_family() {
  return {
      {"advisory_sticker", {{"width", 0.12, 0.3}}, advisory_sticker},
      {"price_sticker", {{"width", 0.12, 0.32}}, price_sticker},
      {"release_text", {{"height", 0.1, 0.3}}, release_text},
      {"watermark", {{"strength", 0.15, 0.6}}, watermark},
      {"play_button", {{"width", 0.12, 0.4}}, play_button},
      {"logo_corner", {{"width", 0.1, 0.3}}, logo_corner},
      {"caption_bar", {{"height", 0.1, 0.35}}, caption_bar},
      {"edition_band", {{"height", 0.06, 0.2}}, edition_band},
  };
}

}  // namespace sleeve::suite
