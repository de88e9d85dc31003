// The families of transformations, one source file each.
#ifndef SLEEVE_BENCHMARKS_SUITE_FAMILIES_H_
#define SLEEVE_BENCHMARKS_SUITE_FAMILIES_H_

#include <vector>

#include "benchmarks/suite/scene.h"

namespace sleeve::suite {

std::vector<Recipe> encoding_family();
std::vector<Recipe> colour_family();
std::vector<Recipe> degradation_family();
std::vector<Recipe> geometry_family();
std::vector<Recipe> frame_family();
std::vector<Recipe> overlay_family();
std::vector<Recipe> inside_family();
std::vector<Recipe> mirrored_inside_family();
std::vector<Recipe> edition_family();

}  // namespace sleeve::suite

#endif  // SLEEVE_BENCHMARKS_SUITE_FAMILIES_H_
