// Prints how many bits of cover256 change between the full and the scaled
// decoding of a JPEG, and between renditions of one picture from 4000 down to
// 250 pixels, for the pictures of a folder.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <map>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/cover256.h"
#include "core/decode.h"
#include "core/hasher.h"
#include "screen/pipeline.h"
#include "screen/source.h"

namespace sleeve {
namespace {

constexpr std::array kSides = {4000, 3000, 1400, 1000, 640, 500, 300, 250};

struct Row {
  Item item;
  int quality = -1;
  std::map<std::string, int> distances;
};

std::vector<uint8_t> jpeg(const cv::Mat& picture, bool progressive) {
  std::vector<uint8_t> bytes;
  cv::imencode(".jpg", picture, bytes,
               {cv::IMWRITE_JPEG_QUALITY, 88, cv::IMWRITE_JPEG_PROGRESSIVE,
                progressive ? 1 : 0});
  return bytes;
}

Hashed hashed(const std::vector<uint8_t>& bytes, bool scaled) {
  DecodeOptions options = decode_options(Algorithm::cover256);
  if (!scaled) options.min_side = 0;
  return hash_pixels(decode(bytes, options)->image.pixels(),
                     Algorithm::cover256);
}

void measure(Row& row) {
  read_bytes(row.item);
  if (row.item.problem) return;
  DecodeOptions options;
  options.channels = Channels::rgb;
  const auto decoded = decode(row.item.bytes, options);
  row.item.bytes = {};
  if (!decoded) return;
  const Pixels& pixels = decoded->image.pixels();
  const cv::Mat original(pixels.rows, pixels.columns, CV_8UC3,
                         const_cast<uint8_t*>(pixels.data));
  std::optional<Hash> largest;
  for (const int side : kSides) {
    const double scale =
        side / static_cast<double>(std::max(pixels.rows, pixels.columns));
    cv::Mat rendition;
    cv::resize(original, rendition, {}, scale, scale,
               scale < 1 ? cv::INTER_AREA : cv::INTER_CUBIC);
    const auto bytes = jpeg(rendition, false);
    const Hashed full = hashed(bytes, false), scaled = hashed(bytes, true);
    const Hashed first_scan = hashed(jpeg(rendition, true), true);
    if (!largest) {
      largest = scaled.hash;
      row.quality = scaled.quality;
    }
    const auto name = [&](const char* what) {
      return fmt::format("{}, {:4} px", what, side);
    };
    row.distances[name("full against scaled")] =
        distance(full.hash, scaled.hash);
    row.distances[name("full against progressive scaled")] =
        distance(full.hash, first_scan.hash);
    row.distances[name("rendition against 4000 px")] =
        distance(*largest, scaled.hash);
  }
}

void print_table(const std::map<std::string, std::vector<int>>& table) {
  fmt::print("{:42} {:>8} {:>6} {:>6} {:>6} {:>6}\n", "bits that change",
             "pictures", "mean", "median", "99 %", "most");
  for (auto [name, bits] : table) {
    std::sort(bits.begin(), bits.end());
    double sum = 0;
    for (int b : bits) sum += b;
    fmt::print("{:42} {:8} {:6.2f} {:6} {:6} {:6}\n", name, bits.size(),
               sum / static_cast<double>(bits.size()), bits[bits.size() / 2],
               bits[bits.size() * 99 / 100], bits.back());
  }
}

void run(const std::vector<std::string>& paths) {
  std::map<std::string, std::vector<int>> all, good;
  const auto source = Source::open(paths);
  for_each_in_order<Row>(
      0, [&](Row& row) { return source->next(row.item); }, measure,
      [&](Row& row) {
        for (const auto& [name, bits] : row.distances) {
          all[name].push_back(bits);
          if (row.quality >= 50) good[name].push_back(bits);
        }
      });
  fmt::print("Pictures of quality 50 or more\n");
  print_table(good);
  fmt::print("\nAll pictures\n");
  print_table(all);
}

}  // namespace
}  // namespace sleeve

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: rendition_table PATH...\n", stderr);
    return 1;
  }
  try {
    sleeve::run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    fmt::print(stderr, "rendition_table: {}\n", error.what());
    return 1;
  }
  return 0;
}
