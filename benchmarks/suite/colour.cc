// Changes of tone and colour that leave every pixel in its place.
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "benchmarks/suite/families.h"

namespace sleeve::suite {
namespace {

using Kind = Range::Kind;

template <class Curve>
void apply_curve(cv::Mat& picture, Curve curve) {
  cv::Mat table(1, 256, CV_8U);
  for (int i = 0; i < 256; ++i) {
    table.at<uint8_t>(i) = cv::saturate_cast<uint8_t>(255 * curve(i / 255.0));
  }
  cv::LUT(picture, table, picture);
}

void grey(Scene& scene, const Values&, Dice&) {
  cv::Mat luma;
  cv::cvtColor(scene.picture, luma, cv::COLOR_RGB2GRAY);
  cv::cvtColor(luma, scene.picture, cv::COLOR_GRAY2RGB);
}

void gamma_curve(Scene& scene, const Values& values, Dice&) {
  const double gamma = values["gamma"];
  apply_curve(scene.picture, [=](double v) { return std::pow(v, gamma); });
}

void contrast_brightness(Scene& scene, const Values& values, Dice&) {
  const double contrast = values["contrast"], by = values["brightness"];
  apply_curve(scene.picture,
              [=](double v) { return (v - 0.5) * contrast + 0.5 + by; });
}

void hue_saturation(Scene& scene, const Values& values, Dice&) {
  cv::Mat hsv;
  cv::cvtColor(scene.picture, hsv, cv::COLOR_RGB2HSV);
  const double turn = values["hue_degrees"] / 2;  // OpenCV counts to 180
  const double saturation = values["saturation"];
  for (int r = 0; r < hsv.rows; ++r) {
    for (int c = 0; c < hsv.cols; ++c) {
      auto& pixel = hsv.at<cv::Vec3b>(r, c);
      pixel[0] = static_cast<uint8_t>(
          static_cast<int>(std::lround(pixel[0] + turn + 360)) % 180);
      pixel[1] = cv::saturate_cast<uint8_t>(pixel[1] * saturation);
    }
  }
  cv::cvtColor(hsv, scene.picture, cv::COLOR_HSV2RGB);
}

void darken_corners(cv::Mat& picture, double strength) {
  cv::Mat alpha(picture.size(), CV_32F);
  const double x = picture.cols / 2.0, y = picture.rows / 2.0;
  for (int r = 0; r < picture.rows; ++r) {
    for (int c = 0; c < picture.cols; ++c) {
      const double off = std::hypot((c - x) / x, (r - y) / y) / std::sqrt(2.0);
      alpha.at<float>(r, c) = static_cast<float>(strength * off * off);
    }
  }
  blend(picture, cv::Mat::zeros(picture.size(), CV_8UC3), alpha);
}

/// What phone filters do: an S-curve or a faded one, a cast, a vignette.
void filter_vignette(Scene& scene, const Values& values, Dice& dice) {
  const double s = values["curve"];
  apply_curve(scene.picture,
              [=](double v) { return v + s * std::sin(2 * CV_PI * v) / 6; });
  const double fade = dice.between(0, 0.12);
  apply_curve(scene.picture, [=](double v) { return fade + (1 - fade) * v; });
  blend_box(scene.picture, {0, 0, scene.picture.cols, scene.picture.rows},
            random_colour(dice), values["cast"]);
  darken_corners(scene.picture, values["vignette"]);
}

/// Duotones: dark becomes one colour, light another that is lighter.
void tint(Scene& scene, const Values& values, Dice& dice) {
  cv::Mat luma;
  cv::cvtColor(scene.picture, luma, cv::COLOR_RGB2GRAY);
  const cv::Scalar dark = random_colour(dice) * 0.35;
  const cv::Scalar light = cv::Scalar::all(255) - random_colour(dice) * 0.4;
  const double strength = values["strength"];
  for (int r = 0; r < luma.rows; ++r) {
    for (int c = 0; c < luma.cols; ++c) {
      const double t = luma.at<uint8_t>(r, c) / 255.0;
      auto& pixel = scene.picture.at<cv::Vec3b>(r, c);
      for (int k = 0; k < 3; ++k) {
        const double toned = dark[k] + (light[k] - dark[k]) * t;
        pixel[k] = cv::saturate_cast<uint8_t>(pixel[k] +
                                              strength * (toned - pixel[k]));
      }
    }
  }
}

}  // namespace

std::vector<Recipe> colour_family() {
  return {
      {"grey", {}, grey},
      {"gamma", {{"gamma", 0.5, 2, Kind::ratio}}, gamma_curve},
      {"contrast_brightness",
       {{"contrast", 0.5, 1.6, Kind::ratio}, {"brightness", -0.2, 0.2}},
       contrast_brightness},
      {"hue_saturation",
       {{"hue_degrees", -180, 180}, {"saturation", 0.2, 1.8}},
       hue_saturation},
      {"filter_vignette",
       {{"curve", -1, 1}, {"cast", 0.05, 0.25}, {"vignette", 0.2, 0.8}},
       filter_vignette},
      {"tint", {{"strength", 0.3, 1}}, tint},
  };
}

}  // namespace sleeve::suite
