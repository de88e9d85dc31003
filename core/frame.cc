#include "core/frame.h"

#include <cstdint>
#include <cstdlib>

namespace sleeve {
namespace {

// What JPEG leaves of one grey: most samples are near it, and few are rings
// beside an edge.
constexpr int kNear = 12;
constexpr double kMostFar = 0.03;

// The share of the area that must be taken off, and that must be left.
constexpr double kLeastFrame = 0.03;
constexpr double kLeastInside = 0.04;
constexpr int kLeastSide = 16;  // samples

// Samples at equal distances: a row or a column.
struct Line {
  const uint8_t* first;
  ptrdiff_t step;
  int count;
};

int mean(const Line& line) {
  int64_t sum = 0;
  for (int i = 0; i < line.count; ++i) sum += line.first[i * line.step];
  return static_cast<int>((sum + line.count / 2) / line.count);
}

bool is_plain(const Line& line, int grey) {
  int far = 0;
  for (int i = 0; i < line.count; ++i) {
    far += std::abs(line.first[i * line.step] - grey) > kNear;
  }
  return far <= kMostFar * line.count;
}

// How many of `count` lines are of the first one's grey; line i begins i *
// `between` samples behind `outermost`.
int plain_lines(Line outermost, ptrdiff_t between, int count) {
  const int grey = mean(outermost);
  int plain = 0;
  for (Line line = outermost; plain < count && is_plain(line, grey); ++plain) {
    line.first += between;
  }
  return plain;
}

}  // namespace

std::optional<Box> inside_frame(const Pixels& grey) {
  const ptrdiff_t down = grey.row_bytes;
  Box box{0, 0, grey.rows, grey.columns};
  const auto corner = [&](int row, int column) {
    return grey.row(box.row + row) + box.column + column;
  };
  const int above = plain_lines({corner(0, 0), 1, box.columns}, down, box.rows);
  if (above == box.rows) return std::nullopt;
  const int below =
      plain_lines({corner(box.rows - 1, 0), 1, box.columns}, -down, box.rows);
  if (above + below >= box.rows) return std::nullopt;  // two bands
  box.row = above;
  box.rows -= above + below;
  const int left = plain_lines({corner(0, 0), down, box.rows}, 1, box.columns);
  if (left == box.columns) return std::nullopt;
  const int right = plain_lines({corner(0, box.columns - 1), down, box.rows},
                                -1, box.columns);
  if (left + right >= box.columns) return std::nullopt;
  box.column = left;
  box.columns -= left + right;
  const double whole = static_cast<double>(grey.rows) * grey.columns;
  const double inside = static_cast<double>(box.rows) * box.columns;
  if (box.rows < kLeastSide || box.columns < kLeastSide ||
      inside > (1 - kLeastFrame) * whole || inside < kLeastInside * whole) {
    return std::nullopt;
  }
  return box;
}

}  // namespace sleeve
