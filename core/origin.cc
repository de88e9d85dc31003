#include "core/origin.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "core/orientation.h"

namespace sleeve {
namespace {

// White as JPEG keeps it, and how much of the bars may be darker: rings beside
// an edge.
constexpr int kWhite = 232;
constexpr double kMostDarker = 0.05;

// exifread's words for the orientations 1 to 8.
constexpr std::array<std::string_view, 8> kWords = {
    "Horizontal (normal)",
    "Mirrored horizontal",
    "Rotated 180",
    "Mirrored vertical",
    "Mirrored horizontal then rotated 90 CCW",
    "Rotated 90 CW",
    "Mirrored horizontal then rotated 90 CW",
    "Rotated 90 CCW"};

// As Python's round(): halves go to the even neighbour.
int rounded(double number) { return static_cast<int>(std::nearbyint(number)); }

// Where a box of a picture lies when that is turned upright.
Box turned(const Box& box, int rows, int columns, int orientation) {
  const bool from_right = orientation == 2 || orientation == 3 ||
                          orientation == 7 || orientation == 8;
  const bool from_below = orientation == 3 || orientation == 4 ||
                          orientation == 6 || orientation == 7;
  Box result = box;
  if (from_right) result.column = columns - box.column - box.columns;
  if (from_below) result.row = rows - box.row - box.rows;
  if (orientation >= 5) {
    std::swap(result.row, result.column);
    std::swap(result.rows, result.columns);
  }
  return result;
}

}  // namespace

Box content_box(int rows, int columns, const Origin& origin) {
  const Box whole{0, 0, rows, columns};
  if (rows != columns || origin.rows < 1 || origin.columns < 1 ||
      origin.rows == origin.columns) {
    return whole;
  }
  const double scale =
      static_cast<double>(rows) / std::max(origin.rows, origin.columns);
  Box box;
  box.rows = std::clamp(rounded(origin.rows * scale), 1, rows);
  box.columns = std::clamp(rounded(origin.columns * scale), 1, columns);
  box.row = (rows - box.rows) / 2;
  box.column = (columns - box.columns) / 2;
  return box;
}

bool has_bars(const Pixels& grey, const Box& box) {
  int64_t samples = 0;
  int64_t darker = 0;
  for (int r = 0; r < grey.rows; ++r) {
    const bool inside = r >= box.row && r < box.row + box.rows;
    for (int c = 0; c < grey.columns; ++c) {
      if (inside && c == box.column) c += box.columns;
      if (c >= grey.columns) break;
      ++samples;
      darker += grey.row(r)[c] < kWhite;
    }
  }
  return samples > 0 && static_cast<double>(darker) <=
                            kMostDarker * static_cast<double>(samples);
}

int orientation_in_words(std::string_view exif) {
  constexpr std::string_view kKey = "\"Image Orientation\"";
  const size_t key = exif.find(kKey);
  if (key == std::string_view::npos) return 1;
  const size_t begin = exif.find('"', key + kKey.size());
  if (begin == std::string_view::npos) return 1;
  const std::string_view value = exif.substr(begin + 1);
  const size_t end = value.find('"');
  if (end == std::string_view::npos) return 1;
  const auto at = std::ranges::find(kWords, value.substr(0, end));
  return at == kWords.end() ? 1 : static_cast<int>(at - kWords.begin()) + 1;
}

Result<Picture> picture_of(Bytes bytes, Effort effort, const Limits& limits,
                           const Origin& origin) {
  if (origin == Origin{}) return picture_of(bytes, effort, limits);
  DecodeOptions options;
  options.limits = limits;
  const Result<Decoded> decoded = decode(bytes, options);
  if (!decoded) return decoded.problem();
  const Pixels& grey = decoded->image.pixels();
  // Bytes that were kept as they came speak for themselves.
  const bool kept = decoded->orientation != 1;
  const int orientation = kept ? 1 : std::clamp<int>(origin.orientation, 1, 8);
  Box box = kept ? Box{0, 0, grey.rows, grey.columns}
                 : content_box(grey.rows, grey.columns, origin);
  if (!has_bars(grey, box)) box = {0, 0, grey.rows, grey.columns};
  if (orientation == 1 && box.rows == grey.rows &&
      box.columns == grey.columns) {
    return picture_of(bytes, effort, limits);
  }
  const Box upright = turned(box, grey.rows, grey.columns, orientation);
  Picture picture = picture_of(
      turned_upright(part_of(grey, box), orientation).pixels(), effort);
  picture.row = upright.row;
  picture.column = upright.column;
  return picture;
}

}  // namespace sleeve
