// Pictures in other RGB spaces than sRGB, with the ICC profile that says so.
#ifndef SLEEVE_BENCHMARKS_SUITE_ICC_PROFILE_H_
#define SLEEVE_BENCHMARKS_SUITE_ICC_PROFILE_H_

#include <cstdint>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

namespace sleeve::suite {

/// An RGB space by its primaries: linear RGB to XYZ, adapted to D50.
struct ColourSpace {
  std::string name;
  cv::Matx33d to_xyz;
};

/// Spaces of cameras and screens that are wider than sRGB.
const std::vector<ColourSpace>& wide_spaces();

/// The samples that show in `space` with `gamma` what `srgb` (CV_8UC3) shows.
cv::Mat from_srgb(const cv::Mat& srgb, const ColourSpace& space, double gamma);

/// An ICC 2.1 display profile of three primaries and a gamma.
std::vector<uint8_t> make_profile(const ColourSpace& space, double gamma);

}  // namespace sleeve::suite

#endif  // SLEEVE_BENCHMARKS_SUITE_ICC_PROFILE_H_
