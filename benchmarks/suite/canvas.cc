// Draws text, backgrounds and noise.
#include "benchmarks/suite/canvas.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace sleeve::suite {

cv::Mat to_mat(const Pixels& pixels) {
  cv::Mat rgb(pixels.rows, pixels.columns, CV_8UC3);
  for (int r = 0; r < pixels.rows; ++r) {
    const uint8_t* from = pixels.row(r);
    uint8_t* to = rgb.ptr(r);
    for (int c = 0; c < pixels.columns; ++c, from += pixels.channels) {
      for (int k = 0; k < 3; ++k) {
        *to++ = from[pixels.channels >= 3 ? k : 0];
      }
    }
  }
  return rgb;
}

Image to_image(const cv::Mat& rgb) {
  Image image(rgb.rows, rgb.cols, 3);
  for (int r = 0; r < rgb.rows; ++r) {
    std::copy_n(rgb.ptr(r), size_t{3} * rgb.cols, image.row(r));
  }
  return image;
}

cv::Scalar random_colour(Dice& dice) {
  const double light = dice.between(0.2, 1), depth = dice.between(0, 1);
  cv::Scalar colour;
  for (int k = 0; k < 3; ++k) {
    colour[k] = 255 * light * (1 - depth * dice.unit());
  }
  return colour;
}

cv::Scalar readable_on(const cv::Scalar& colour) {
  const double luma = 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2];
  return cv::Scalar::all(luma > 128 ? 0 : 255);
}

std::string random_word(Dice& dice) {
  static constexpr std::array kOnsets = {"b", "br", "c",  "d",  "f", "g",  "gl",
                                         "h", "k",  "l",  "m",  "n", "p",  "r",
                                         "s", "st", "sh", "t",  "v", "w",  "z",
                                         "",  "tr", "cl", "dr", "j", "qu", "y"};
  static constexpr std::array kVowels = {"a", "e", "i", "o", "u", "ea", "ou"};
  static constexpr std::array kEnds = {"", "", "n", "r", "s", "l", "m", "nd"};
  std::string word;
  const int syllables = dice.integer(1, 3);
  for (int i = 0; i < syllables; ++i) {
    word += kOnsets[dice.integer(0, kOnsets.size() - 1)];
    word += kVowels[dice.integer(0, kVowels.size() - 1)];
    word += kEnds[dice.integer(0, kEnds.size() - 1)];
  }
  if (dice.chance(0.5)) {
    for (char& c : word) c = static_cast<char>(c - 'a' + 'A');
  } else {
    word[0] = static_cast<char>(word[0] - 'a' + 'A');
  }
  return word;
}

std::string random_title(Dice& dice) {
  std::string title = random_word(dice);
  for (int more = dice.integer(0, 2); more > 0; --more) {
    title += " " + random_word(dice);
  }
  return title;
}

cv::Rect draw_text(cv::Mat& canvas, const std::string& text,
                   const cv::Rect& box, const cv::Scalar& colour, Dice& dice,
                   const cv::Scalar& outline) {
  static constexpr std::array kFonts = {
      cv::FONT_HERSHEY_SIMPLEX, cv::FONT_HERSHEY_DUPLEX,
      cv::FONT_HERSHEY_COMPLEX, cv::FONT_HERSHEY_TRIPLEX,
      cv::FONT_HERSHEY_PLAIN,   cv::FONT_HERSHEY_SCRIPT_COMPLEX};
  int font = kFonts[dice.integer(0, kFonts.size() - 1)];
  if (dice.chance(0.25)) font |= cv::FONT_ITALIC;
  int baseline = 0;
  const cv::Size unit = cv::getTextSize(text, font, 1, 1, &baseline);
  const double scale =
      std::min(box.width / std::max(1.0, unit.width + 2.0),
               box.height / std::max(1.0, unit.height + baseline + 2.0));
  const int thickness =
      std::max(1, static_cast<int>(std::lround(scale * dice.between(0.8, 3))));
  const cv::Size size =
      cv::getTextSize(text, font, scale, thickness, &baseline);
  const cv::Point origin(box.x + (box.width - size.width) / 2,
                         box.y + (box.height + size.height - baseline) / 2);
  if (outline[0] >= 0) {
    cv::putText(canvas, text, origin, font, scale, outline,
                thickness + 2 + thickness / 2, cv::LINE_AA);
  }
  cv::putText(canvas, text, origin, font, scale, colour, thickness,
              cv::LINE_AA);
  return {origin.x, origin.y - size.height, size.width, size.height + baseline};
}

cv::Mat gradient(cv::Size size, const cv::Scalar& from, const cv::Scalar& to,
                 Dice& dice) {
  const double angle = dice.between(0, 2 * CV_PI);
  const double x = std::cos(angle), y = std::sin(angle);
  const double reach =
      (std::abs(x) * size.width + std::abs(y) * size.height) / 2;
  cv::Mat out(size, CV_8UC3);
  for (int r = 0; r < size.height; ++r) {
    for (int c = 0; c < size.width; ++c) {
      const double along =
          (x * (c - size.width / 2.0) + y * (r - size.height / 2.0)) / reach;
      const double t = std::clamp((along + 1) / 2, 0.0, 1.0);
      for (int k = 0; k < 3; ++k) {
        out.at<cv::Vec3b>(r, c)[k] =
            cv::saturate_cast<uint8_t>(from[k] + (to[k] - from[k]) * t);
      }
    }
  }
  return out;
}

cv::Mat texture(cv::Size size, Dice& dice) {
  cv::Mat sum(size, CV_32FC3, cv::Scalar::all(128));
  double strength = dice.between(20, 60);
  const int first = dice.integer(2, 6);
  for (int cells = first; cells < 64; cells *= 2, strength *= 0.6) {
    cv::Mat grid(cells, cells, CV_32FC3);
    const double grey = dice.unit();
    for (int i = 0; i < cells * cells; ++i) {
      const double shared = dice.normal();
      for (int k = 0; k < 3; ++k) {
        reinterpret_cast<float*>(grid.data)[i * 3 + k] = static_cast<float>(
            strength * (grey * shared + (1 - grey) * dice.normal()));
      }
    }
    cv::Mat layer;
    cv::resize(grid, layer, size, 0, 0, cv::INTER_CUBIC);
    sum += layer;
  }
  cv::Mat out;
  sum.convertTo(out, CV_8UC3);
  return out;
}

void add_noise(cv::Mat& picture, double sigma, bool colour, Dice& dice) {
  for (int r = 0; r < picture.rows; ++r) {
    uint8_t* row = picture.ptr(r);
    for (int c = 0; c < picture.cols; ++c) {
      const double shared = colour ? 0 : sigma * dice.normal();
      for (int k = 0; k < 3; ++k) {
        const double by = colour ? sigma * dice.normal() : shared;
        row[3 * c + k] = cv::saturate_cast<uint8_t>(row[3 * c + k] + by);
      }
    }
  }
}

cv::Mat random_background(cv::Size size, Dice& dice) {
  switch (dice.integer(0, 3)) {
    case 0:
      return {size, CV_8UC3, random_colour(dice)};
    case 1: {
      const cv::Scalar from = random_colour(dice);
      return gradient(size, from, random_colour(dice), dice);
    }
    case 2:
      return texture(size, dice);
    default:
      return {size, CV_8UC3,
              cv::Scalar::all(dice.chance(0.5) ? dice.between(0, 40)
                                               : dice.between(215, 255))};
  }
}

void blend(cv::Mat& canvas, const cv::Mat& layer, const cv::Mat& alpha) {
  for (int r = 0; r < canvas.rows; ++r) {
    uint8_t* to = canvas.ptr(r);
    const uint8_t* from = layer.ptr(r);
    const float* share = alpha.ptr<float>(r);
    for (int c = 0; c < canvas.cols; ++c) {
      for (int k = 0; k < 3; ++k, ++to, ++from) {
        *to = cv::saturate_cast<uint8_t>(*to + (*from - *to) * share[c]);
      }
    }
  }
}

void blend_box(cv::Mat& canvas, const cv::Rect& box, const cv::Scalar& colour,
               double alpha) {
  const cv::Rect inside = box & cv::Rect({0, 0}, canvas.size());
  if (inside.empty()) return;
  cv::Mat part = canvas(inside);
  const cv::Mat fill(inside.size(), CV_8UC3, colour);
  cv::addWeighted(part, 1 - alpha, fill, alpha, 0, part);
}

cv::Mat resized(const cv::Mat& picture, cv::Size size) {
  if (size == picture.size()) return picture.clone();
  cv::Mat out;
  const bool smaller = size.area() < picture.size().area();
  cv::resize(picture, out, size, 0, 0,
             smaller ? cv::INTER_AREA : cv::INTER_CUBIC);
  return out;
}

}  // namespace sleeve::suite
