#include "core/keypoints.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <numbers>
#include <opencv2/features2d.hpp>
#include <opencv2/imgproc.hpp>

#include "core/brief.h"
#include "core/brief_model.h"

namespace sleeve {
namespace {

constexpr double kLevelRatio = 1.25;
constexpr int kGrid = 8;

// So many times the corners that are wanted leave enough to choose from.
constexpr int kEnough = 2;

// Soft pictures have corners too; only where there are few do faint ones count,
// since noise has many.
constexpr std::array<int, 3> kFastThresholds = {12, 7, 4};

cv::Mat as_mat(const Pixels& grey) {
  return {grey.rows, grey.columns, CV_8U, const_cast<uint8_t*>(grey.data),
          static_cast<size_t>(grey.row_bytes)};
}

Pixels as_pixels(const cv::Mat& mat) {
  return {mat.data,
          mat.rows,
          mat.cols,
          1,
          static_cast<ptrdiff_t>(mat.step),
          static_cast<double>(mat.rows),
          static_cast<double>(mat.cols)};
}

// Linear interpolation in integers gives the same samples on every machine;
// it aliases when it shrinks by more than two, so whole factors come first.
cv::Mat resized(const cv::Mat& grey, double scale) {
  cv::Mat source = grey;
  const int factor = static_cast<int>(1 / scale);
  if (factor >= 2) {
    const cv::Size size(std::max(1, grey.cols / factor),
                        std::max(1, grey.rows / factor));
    const cv::Rect whole(0, 0, std::min(grey.cols, size.width * factor),
                         std::min(grey.rows, size.height * factor));
    cv::resize(grey(whole), source, size, 0, 0, cv::INTER_AREA);
  }
  const cv::Size size(
      std::max<int>(1, static_cast<int>(std::lround(grey.cols * scale))),
      std::max<int>(1, static_cast<int>(std::lround(grey.rows * scale))));
  cv::Mat result;
  cv::resize(source, result, size, 0, 0, cv::INTER_LINEAR_EXACT);
  return result;
}

bool stronger(const cv::KeyPoint& a, const cv::KeyPoint& b) {
  if (a.response != b.response) return a.response > b.response;
  if (a.pt.y != b.pt.y) return a.pt.y < b.pt.y;
  return a.pt.x < b.pt.x;
}

// Takes the strongest corner of each cell of a grid, then the second of each,
// until there are `count`: lettering must not use up what the rest needs.
std::vector<cv::KeyPoint> spread(std::vector<cv::KeyPoint> corners,
                                 const cv::Size& size, int count) {
  std::sort(corners.begin(), corners.end(), stronger);
  std::array<std::vector<cv::KeyPoint>, kGrid * kGrid> cells;
  for (const cv::KeyPoint& corner : corners) {
    const int column = static_cast<int>(corner.pt.x) * kGrid / size.width;
    const int row = static_cast<int>(corner.pt.y) * kGrid / size.height;
    cells[row * kGrid + column].push_back(corner);
  }
  std::vector<cv::KeyPoint> chosen;
  for (size_t rank = 0; static_cast<int>(chosen.size()) < count; ++rank) {
    std::vector<cv::KeyPoint> round;
    for (const auto& cell : cells) {
      if (rank < cell.size()) round.push_back(cell[rank]);
    }
    if (round.empty()) break;
    std::sort(round.begin(), round.end(), stronger);
    const size_t wanted = std::min(round.size(), count - chosen.size());
    chosen.insert(chosen.end(), round.begin(),
                  round.begin() + static_cast<ptrdiff_t>(wanted));
  }
  std::sort(chosen.begin(), chosen.end(), [](const auto& a, const auto& b) {
    return a.pt.y != b.pt.y ? a.pt.y < b.pt.y : a.pt.x < b.pt.x;
  });
  return chosen;
}

std::vector<cv::KeyPoint> corners(const cv::Mat& level, int count) {
  // Beyond the margin lies what descriptors need and FAST need not see.
  constexpr int kBorder = kPatchMargin - 3;
  const cv::Mat inner = level(cv::Rect(
      kBorder, kBorder, level.cols - 2 * kBorder, level.rows - 2 * kBorder));
  std::vector<cv::KeyPoint> found;
  for (const int threshold : kFastThresholds) {
    cv::FAST(inner, found, threshold, true);
    if (static_cast<int>(found.size()) >= kEnough * count) break;
  }
  for (cv::KeyPoint& corner : found) {
    corner.pt.x += kBorder;
    corner.pt.y += kBorder;
  }
  return spread(std::move(found), level.size(), count);
}

// The corner of a picture of `columns` sides as a mirror shows it.
Keypoint mirror_image(Keypoint keypoint, double columns,
                      const Descriptor& descriptor) {
  keypoint.x = static_cast<float>(columns - keypoint.x);
  keypoint.angle = std::numbers::pi_v<float> - keypoint.angle;
  keypoint.descriptor = descriptor;
  return keypoint;
}

void describe_level(const cv::Mat& level, double side, double columns,
                    int count, std::vector<Keypoint>& keypoints,
                    std::vector<Keypoint>* mirrored) {
  const std::vector<cv::KeyPoint> chosen = corners(level, count);
  if (chosen.empty()) return;
  cv::Mat smooth;
  cv::GaussianBlur(level, smooth, cv::Size(7, 7), 2, 2, cv::BORDER_REFLECT_101);
  const Pixels sharp_pixels = as_pixels(level);
  const Pixels smooth_pixels = as_pixels(smooth);
  for (const cv::KeyPoint& corner : chosen) {
    const int column = static_cast<int>(corner.pt.x);
    const int row = static_cast<int>(corner.pt.y);
    Keypoint keypoint;
    keypoint.angle = centroid_angle(sharp_pixels, column, row);
    keypoint.x = static_cast<float>((column + 0.5) / side);
    keypoint.y = static_cast<float>((row + 0.5) / side);
    keypoint.size = static_cast<float>((2 * kPatchRadius + 1) / side);
    keypoint.descriptor =
        describe(smooth_pixels, column, row, keypoint.angle, false);
    keypoints.push_back(keypoint);
    if (mirrored == nullptr) continue;
    mirrored->push_back(mirror_image(
        keypoint, columns,
        describe(smooth_pixels, column, row, keypoint.angle, true)));
  }
}

// Coarse levels have less room; their share falls with the square root of
// their area, not with the area, so that small copies still find partners.
std::vector<int> shares(int levels, int count) {
  double sum = 0;
  for (int i = 0; i < levels; ++i) sum += std::pow(kLevelRatio, -i);
  std::vector<int> shares;
  for (int i = 0; i < levels; ++i) {
    shares.push_back(static_cast<int>(std::pow(kLevelRatio, -i) / sum * count));
  }
  return shares;
}

}  // namespace

std::vector<Keypoint> keypoints(const Pixels& grey,
                                const KeypointOptions& options,
                                std::vector<Keypoint>* mirrored) {
  const double longer = std::max(grey.extent_rows, grey.extent_columns);
  const double finest = std::min(2.0, options.side / longer);
  const int shorter_side = static_cast<int>(
      std::min(grey.extent_rows, grey.extent_columns) * finest);
  int levels = 0;
  while (shorter_side / std::pow(kLevelRatio, levels) >
         2 * kPatchMargin + kGrid) {
    ++levels;
  }
  std::vector<Keypoint> found;
  const std::vector<int> count = shares(levels, options.count);
  cv::Mat level;
  for (int i = 0; i < levels; ++i) {
    level = i == 0 ? resized(as_mat(grey), finest)
                   : resized(level, 1 / kLevelRatio);
    const double side = longer * finest / std::pow(kLevelRatio, i);
    describe_level(level, side, grey.extent_columns / longer, count[i], found,
                   mirrored);
  }
  return found;
}

std::string keypoint_identity() { return kBriefModel; }

int distance(const Descriptor& a, const Descriptor& b) {
  // Without an instruction for it, std::popcount is a call; both halves are
  // counted side by side instead, bits of pairs, of nibbles, of bytes.
  constexpr uint64_t kPairs = 0x5555555555555555, kNibbles = 0x3333333333333333,
                     kBytes = 0x0f0f0f0f0f0f0f0f, kOnes = 0x0101010101010101;
  uint64_t sum = 0;
  for (size_t i = 0; i < a.size(); i += 8) {
    uint64_t left, right;
    std::memcpy(&left, &a[i], 8);
    std::memcpy(&right, &b[i], 8);
    uint64_t bits = left ^ right;
    bits -= (bits >> 1) & kPairs;
    bits = (bits & kNibbles) + ((bits >> 2) & kNibbles);
    sum += (bits + (bits >> 4)) & kBytes;
  }
  return static_cast<int>((sum * kOnes) >> 56);
}

PackedKeypoint pack(const Keypoint& keypoint) {
  const auto clamped = [](double value, double most) {
    return std::clamp(std::round(value), 0.0, most);
  };
  PackedKeypoint packed;
  packed.x = static_cast<uint16_t>(clamped(keypoint.x * 65535.0, 65535));
  packed.y = static_cast<uint16_t>(clamped(keypoint.y * 65535.0, 65535));
  packed.size =
      static_cast<uint8_t>(clamped(-std::log2(keypoint.size) * 24, 255));
  packed.angle = static_cast<uint8_t>(
      static_cast<int>(std::lround(keypoint.angle * 128 / std::numbers::pi)) &
      255);
  packed.descriptor = keypoint.descriptor;
  return packed;
}

Keypoint unpack(const PackedKeypoint& packed) {
  Keypoint keypoint;
  keypoint.x = packed.x / 65535.0f;
  keypoint.y = packed.y / 65535.0f;
  keypoint.size = std::exp2(-packed.size / 24.0f);
  keypoint.angle = static_cast<float>(static_cast<int8_t>(packed.angle) *
                                      std::numbers::pi / 128);
  keypoint.descriptor = packed.descriptor;
  return keypoint;
}

}  // namespace sleeve
