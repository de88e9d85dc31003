#include "core/orientation.h"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "core/header_bytes.h"

namespace sleeve {
namespace {

constexpr int kOrientationTag = 0x0112;
constexpr int kTypeShort = 3;
constexpr int kTypeLong = 4;

bool swaps_sides(int orientation) { return orientation >= 5; }

/// Where sample (0, 0) of the upright picture is stored, and how far apart in
/// memory its neighbours below and to the right are.
struct Walk {
  const uint8_t* first;
  ptrdiff_t down;
  ptrdiff_t right;
};

Walk walk(const Pixels& pixels, int orientation) {
  const ptrdiff_t row = pixels.row_bytes;
  const ptrdiff_t column = pixels.channels;
  const uint8_t* top_left = pixels.data;
  const uint8_t* top_right = top_left + (pixels.columns - 1) * column;
  const uint8_t* bottom_left = top_left + (pixels.rows - 1) * row;
  const uint8_t* bottom_right = bottom_left + (pixels.columns - 1) * column;
  switch (orientation) {
    case 2:
      return {top_right, row, -column};
    case 3:
      return {bottom_right, -row, -column};
    case 4:
      return {bottom_left, -row, column};
    case 5:
      return {top_left, column, row};
    case 6:
      return {bottom_left, column, -row};
    case 7:
      return {bottom_right, -column, -row};
    case 8:
      return {top_right, -column, row};
    default:
      return {top_left, row, column};
  }
}

/// Copies in square tiles, so that a walk down the columns of a large picture
/// stays within the cache.
template <int kChannels>
void copy_along(const Walk& from, Image& to) {
  constexpr int kTile = 64;
  const int rows = to.pixels().rows;
  const int columns = to.pixels().columns;
  for (int top = 0; top < rows; top += kTile) {
    for (int left = 0; left < columns; left += kTile) {
      const int bottom = std::min(top + kTile, rows);
      const int end = std::min(left + kTile, columns);
      for (int r = top; r < bottom; ++r) {
        const uint8_t* source = from.first + r * from.down + left * from.right;
        uint8_t* target = to.row(r) + static_cast<ptrdiff_t>(left) * kChannels;
        for (int c = left; c < end; ++c) {
          std::memcpy(target, source, kChannels);
          target += kChannels;
          source += from.right;
        }
      }
    }
  }
}

}  // namespace

int exif_orientation(Bytes tiff) {
  const HeaderBytes header = HeaderBytes::of_tiff(tiff);
  if (!header.has_tiff_mark()) return 1;
  const uint64_t directory = header.u32(4);
  const int entries = header.u16(directory);
  for (int i = 0; i < entries; ++i) {
    const uint64_t entry = directory + 2 + uint64_t{12} * i;
    if (!header.has(entry, 12)) return 1;
    if (header.u16(entry) != kOrientationTag) continue;
    const int type = header.u16(entry + 2);
    if (header.u32(entry + 4) != 1) return 1;
    uint32_t value = 0;
    if (type == kTypeShort) value = header.u16(entry + 8);
    if (type == kTypeLong) value = header.u32(entry + 8);
    return value >= 1 && value <= 8 ? static_cast<int>(value) : 1;
  }
  return 1;
}

Image turned_upright(const Pixels& pixels, int orientation) {
  assert(orientation >= 1 && orientation <= 8);
  assert(pixels.channels >= 1 && pixels.channels <= 4);
  const bool swap = swaps_sides(orientation);
  Image upright(swap ? pixels.columns : pixels.rows,
                swap ? pixels.rows : pixels.columns, pixels.channels);
  upright.set_extent(swap ? pixels.extent_columns : pixels.extent_rows,
                     swap ? pixels.extent_rows : pixels.extent_columns);
  if (pixels.rows == 0 || pixels.columns == 0) return upright;
  const Walk from = walk(pixels, orientation);
  switch (pixels.channels) {
    case 1:
      copy_along<1>(from, upright);
      break;
    case 2:
      copy_along<2>(from, upright);
      break;
    case 3:
      copy_along<3>(from, upright);
      break;
    default:
      copy_along<4>(from, upright);
  }
  return upright;
}

}  // namespace sleeve
