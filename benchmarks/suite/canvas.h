// Drawing for the suite's own sources: pictures as cv::Mat with 8-bit RGB
// samples. The only header of the suite that names OpenCV; public ones do not
// include it.
#ifndef SLEEVE_BENCHMARKS_SUITE_CANVAS_H_
#define SLEEVE_BENCHMARKS_SUITE_CANVAS_H_

#include <opencv2/core.hpp>
#include <string>

#include "benchmarks/suite/dice.h"
#include "core/pixels.h"

namespace sleeve::suite {

/// A copy as CV_8UC3; grey is repeated, alpha dropped.
cv::Mat to_mat(const Pixels& pixels);
Image to_image(const cv::Mat& rgb);

cv::Scalar random_colour(Dice& dice);

/// Black or white, whichever reads better on `colour`.
cv::Scalar readable_on(const cv::Scalar& colour);

/// One word to three words of made-up syllables, capitalised.
std::string random_title(Dice& dice);
std::string random_word(Dice& dice);

/// Writes `text` in a random font so that it fits `box`, with an outline
/// of `outline` when its first component is not negative. Returns the box of
/// the letters.
cv::Rect draw_text(cv::Mat& canvas, const std::string& text,
                   const cv::Rect& box, const cv::Scalar& colour, Dice& dice,
                   const cv::Scalar& outline = cv::Scalar(-1));

/// A linear gradient between two colours in a random direction.
cv::Mat gradient(cv::Size size, const cv::Scalar& from, const cv::Scalar& to,
                 Dice& dice);

/// Smooth noise of several scales, as clouds or fabric have it.
cv::Mat texture(cv::Size size, Dice& dice);

/// Adds normal noise of deviation `sigma`; coloured when `colour`.
void add_noise(cv::Mat& picture, double sigma, bool colour, Dice& dice);

/// What lies behind or around covers: flat colour, gradient or texture.
cv::Mat random_background(cv::Size size, Dice& dice);

/// canvas = canvas * (1 - alpha) + layer * alpha, alpha CV_32F 0 to 1.
void blend(cv::Mat& canvas, const cv::Mat& layer, const cv::Mat& alpha);

/// Blends one colour into a rectangle, clipped to the canvas.
void blend_box(cv::Mat& canvas, const cv::Rect& box, const cv::Scalar& colour,
               double alpha);

/// INTER_AREA downwards, INTER_CUBIC upwards.
cv::Mat resized(const cv::Mat& picture, cv::Size size);

}  // namespace sleeve::suite

#endif  // SLEEVE_BENCHMARKS_SUITE_CANVAS_H_
