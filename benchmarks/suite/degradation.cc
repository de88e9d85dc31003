// Losses of quality.
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "benchmarks/suite/families.h"

namespace sleeve::suite {
namespace {

using Kind = Range::Kind;

// Strengths are given for covers of this side and scale with the cover.
constexpr double kSide = 500;

double in_pixels(const Scene& scene, double strength) {
  return strength * std::min(scene.picture.rows, scene.picture.cols) / kSide;
}

void blur(Scene& scene, const Values& values, Dice&) {
  const double sigma = std::max(0.3, in_pixels(scene, values["sigma"]));
  cv::GaussianBlur(scene.picture, scene.picture, {}, sigma);
}

void noise(Scene& scene, const Values& values, Dice& dice) {
  add_noise(scene.picture, values["sigma"], dice.chance(0.5), dice);
}

void sharpening(Scene& scene, const Values& values, Dice&) {
  cv::Mat soft;
  cv::GaussianBlur(scene.picture, soft, {},
                   std::max(0.3, in_pixels(scene, values["radius"])));
  const double amount = values["amount"];
  cv::addWeighted(scene.picture, 1 + amount, soft, -amount, 0, scene.picture);
}

/// The grating of one sub-pixel colour, as it beats against the camera's.
double grating(double x, double y, double period, double angle, double phase) {
  const double along = x * std::cos(angle) + y * std::sin(angle);
  return 0.5 + 0.5 * std::sin(2 * CV_PI * along / period + phase);
}

void moire(Scene& scene, const Values& values, Dice& dice) {
  const double period = in_pixels(scene, values["period"]);
  const double strength = values["strength"];
  const double angle = dice.between(0, CV_PI), cross = dice.between(0, CV_PI);
  const double phase = dice.between(0, 2 * CV_PI);
  const double fine = dice.between(2.1, 3.5);
  cv::GaussianBlur(scene.picture, scene.picture, {}, 0.6);
  for (int r = 0; r < scene.picture.rows; ++r) {
    for (int c = 0; c < scene.picture.cols; ++c) {
      auto& pixel = scene.picture.at<cv::Vec3b>(r, c);
      const double line = grating(c, r, fine, cross, 0);
      for (int k = 0; k < 3; ++k) {
        const double beat =
            grating(c, r, period, angle, phase + k * 2 * CV_PI / 3);
        const double dim = strength * (0.6 * beat + 0.4 * line);
        pixel[k] = cv::saturate_cast<uint8_t>(pixel[k] * (1 - dim));
      }
    }
  }
}

void jpeg_thrice(Scene& scene, const Values& values, Dice& dice) {
  for (const char* name : {"first", "second"}) {
    Encoding once;
    once.quality = values.whole(name);
    once.progressive = dice.chance(0.3);
    scene.picture = decode_rgb(encode(scene.picture, once));
    // Sites scale by a few pixels, which moves the block grid.
    const int by = dice.integer(-9, 9);
    resize(scene, {scene.picture.cols + by, scene.picture.rows + by});
  }
  scene.encoding.quality = values.whole("third");
}

}  // namespace

std::vector<Recipe> degradation_family() {
  return {
      {"blur", {{"sigma", 0.5, 4, Kind::ratio}}, blur},
      {"noise", {{"sigma", 4, 30}}, noise},
      {"sharpening", {{"amount", 0.5, 2.5}, {"radius", 0.7, 3}}, sharpening},
      {"moire",
       {{"period", 4, 40, Kind::ratio}, {"strength", 0.1, 0.4}},
       moire},
      {"jpeg_thrice",
       {{"first", 20, 90, Kind::whole},
        {"second", 20, 90, Kind::whole},
        {"third", 20, 90, Kind::whole}},
       jpeg_thrice},
  };
}

}  // namespace sleeve::suite
