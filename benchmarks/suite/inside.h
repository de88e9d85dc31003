// The covers inside something larger that are photographed or printed.
#ifndef SLEEVE_BENCHMARKS_SUITE_INSIDE_H_
#define SLEEVE_BENCHMARKS_SUITE_INSIDE_H_

#include <vector>

#include "benchmarks/suite/scene.h"

namespace sleeve::suite {

/// Shelf, hand-held photograph, vinyl disc, T-shirt.
std::vector<Recipe> object_recipes();

}  // namespace sleeve::suite

#endif  // SLEEVE_BENCHMARKS_SUITE_INSIDE_H_
