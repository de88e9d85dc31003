// What turns a square picture into a cover: titles, bands, borders, grain.
#ifndef SLEEVE_BENCHMARKS_SUITE_LETTERING_H_
#define SLEEVE_BENCHMARKS_SUITE_LETTERING_H_

#include "benchmarks/suite/canvas.h"

namespace sleeve::suite {

/// Writes title and artist somewhere on the cover, with or without a band.
void add_lettering(cv::Mat& cover, Dice& dice);

/// A border inside the edges of the cover.
void add_border(cv::Mat& cover, Dice& dice);

/// Mixes a colour into the whole cover, most strongly `most` (0 to 1).
void add_tint(cv::Mat& cover, double most, Dice& dice);

/// Circles, boxes, lines and polygons in random colours.
void add_shapes(cv::Mat& cover, int count, Dice& dice);

}  // namespace sleeve::suite

#endif  // SLEEVE_BENCHMARKS_SUITE_LETTERING_H_
