// Writes ICC profiles (ICC.1:2001-04, clause 6) and converts to their spaces.
#include "benchmarks/suite/icc_profile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace sleeve::suite {
namespace {

using ByteString = std::vector<uint8_t>;

void put_number(ByteString& out, uint32_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out.push_back(static_cast<uint8_t>(value >> shift));
  }
}

void put_text(ByteString& out, std::string_view text) {
  out.insert(out.end(), text.begin(), text.end());
}

void put_fixed(ByteString& out, double value) {
  put_number(
      out,
      static_cast<uint32_t>(static_cast<int32_t>(std::lround(value * 65536))),
      4);
}

ByteString xyz_tag(double x, double y, double z) {
  ByteString tag;
  put_text(tag, "XYZ ");
  put_number(tag, 0, 4);
  for (const double value : {x, y, z}) put_fixed(tag, value);
  return tag;
}

ByteString curve_tag(double gamma) {
  ByteString tag;
  put_text(tag, "curv");
  put_number(tag, 0, 4);
  put_number(tag, 1, 4);
  put_number(tag, static_cast<uint32_t>(std::lround(gamma * 256)), 2);
  put_number(tag, 0, 2);
  return tag;
}

ByteString description_tag(const std::string& name) {
  ByteString tag;
  put_text(tag, "desc");
  put_number(tag, 0, 4);
  put_number(tag, static_cast<uint32_t>(name.size() + 1), 4);
  put_text(tag, name);
  tag.resize(tag.size() + 1 + 4 + 4 + 2 + 1 + 67);
  tag.resize((tag.size() + 3) / 4 * 4);
  return tag;
}

ByteString text_tag(const std::string& text) {
  ByteString tag;
  put_text(tag, "text");
  put_number(tag, 0, 4);
  put_text(tag, text);
  tag.resize((tag.size() + 4) / 4 * 4);
  return tag;
}

ByteString header(size_t size) {
  ByteString out;
  put_number(out, static_cast<uint32_t>(size), 4);
  put_number(out, 0, 4);
  put_number(out, 0x02100000, 4);
  put_text(out, "mntrRGB XYZ ");
  for (const int part : {2024, 1, 1, 0, 0, 0}) put_number(out, part, 2);
  put_text(out, "acsp");
  out.resize(68);
  put_fixed(out, 0.9642);
  put_fixed(out, 1.0);
  put_fixed(out, 0.8249);
  out.resize(128);
  return out;
}

double linear(double srgb) {
  return srgb <= 0.04045 ? srgb / 12.92 : std::pow((srgb + 0.055) / 1.055, 2.4);
}

// Lindbloom, "RGB/XYZ Matrices", adapted to D50 by Bradford.
const cv::Matx33d kSrgb(0.4360747, 0.3850649, 0.1430804, 0.2225045, 0.7168786,
                        0.0606169, 0.0139322, 0.0971045, 0.7141733);

}  // namespace

const std::vector<ColourSpace>& wide_spaces() {
  static const std::vector<ColourSpace> spaces = {
      {"Wide A",
       {0.6097559, 0.2052401, 0.1492240, 0.3111242, 0.6256560, 0.0632197,
        0.0194811, 0.0608902, 0.7448387}},
      {"Wide P",
       {0.5151187, 0.2919778, 0.1571035, 0.2411892, 0.6922441, 0.0665668,
        -0.0010505, 0.0418791, 0.7840713}},
  };
  return spaces;
}

cv::Mat from_srgb(const cv::Mat& srgb, const ColourSpace& space, double gamma) {
  const cv::Matx33d map = space.to_xyz.inv() * kSrgb;
  std::array<double, 256> light;
  for (int i = 0; i < 256; ++i) light[i] = linear(i / 255.0);
  cv::Mat out(srgb.size(), CV_8UC3);
  for (int r = 0; r < srgb.rows; ++r) {
    for (int c = 0; c < srgb.cols; ++c) {
      const auto& from = srgb.at<cv::Vec3b>(r, c);
      const cv::Vec3d to =
          map * cv::Vec3d(light[from[0]], light[from[1]], light[from[2]]);
      for (int k = 0; k < 3; ++k) {
        out.at<cv::Vec3b>(r, c)[k] = cv::saturate_cast<uint8_t>(
            255 * std::pow(std::clamp(to[k], 0.0, 1.0), 1 / gamma));
      }
    }
  }
  return out;
}

std::vector<uint8_t> make_profile(const ColourSpace& space, double gamma) {
  const auto& m = space.to_xyz;
  const std::array<std::pair<const char*, ByteString>, 9> tags = {{
      {"desc", description_tag(space.name)},
      {"cprt", text_tag("No copyright")},
      {"wtpt", xyz_tag(0.9642, 1, 0.8249)},
      {"rXYZ", xyz_tag(m(0, 0), m(1, 0), m(2, 0))},
      {"gXYZ", xyz_tag(m(0, 1), m(1, 1), m(2, 1))},
      {"bXYZ", xyz_tag(m(0, 2), m(1, 2), m(2, 2))},
      {"rTRC", curve_tag(gamma)},
      {"gTRC", curve_tag(gamma)},
      {"bTRC", curve_tag(gamma)},
  }};
  size_t size = 128 + 4 + 12 * tags.size();
  ByteString table, data;
  put_number(table, tags.size(), 4);
  for (const auto& [name, tag] : tags) {
    put_text(table, name);
    put_number(table, static_cast<uint32_t>(size), 4);
    put_number(table, static_cast<uint32_t>(tag.size()), 4);
    data.insert(data.end(), tag.begin(), tag.end());
    size += tag.size();
  }
  ByteString profile = header(size);
  profile.insert(profile.end(), table.begin(), table.end());
  profile.insert(profile.end(), data.begin(), data.end());
  return profile;
}

}  // namespace sleeve::suite
