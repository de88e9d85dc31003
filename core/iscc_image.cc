#include "core/iscc_image.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numbers>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "core/gradient_quality.h"
#include "core/pillow_resize.h"

namespace sleeve {
namespace {

constexpr int kSide = 32;  // of the grey picture
constexpr int kBlock = 8;  // of the frequencies behind 64 bits
using Matrix = std::array<std::array<double, kSide>, kSide>;

void check(Algorithm algorithm) {
  if (algorithm == Algorithm::iscc_image) return;
  if (algorithm == Algorithm::iscc_image256) return;
  throw Error(ErrorCode::invalid_argument,
              "An ISCC Image-Code is asked for as iscc-image or "
              "iscc-image256, not as " +
                  std::string(algorithm_name(algorithm)) + ".");
}

// divisor[i] of a recursion over `size` samples stands at [size / 2 + i].
using Divisors = std::array<double, kSide>;

const Divisors& divisors() {
  static const Divisors table = [] {
    Divisors all{};
    for (int size = 2; size <= kSide; size *= 2) {
      for (int i = 0; i < size / 2; ++i) {
        all[size / 2 + i] = std::cos((i + 0.5) * std::numbers::pi / size) * 2.0;
      }
    }
    return all;
  }();
  return table;
}

// DCT-II by Lee's recursion, in the order of operations of the standard's
// reference, so that near-ties fall the same way. `size` is a power of two up
// to 32; transforms `line` in place.
void lee_dct(double* line, int size) {
  if (size == 1) return;
  const int half = size / 2;
  std::array<double, kSide / 2> even, odd;
  for (int i = 0; i < half; ++i) {
    const double mirrored = line[size - 1 - i];
    even[i] = line[i] + mirrored;
    odd[i] = (line[i] - mirrored) / divisors()[half + i];
  }
  lee_dct(even.data(), half);
  lee_dct(odd.data(), half);
  for (int i = 0; i + 1 < half; ++i) {
    line[2 * i] = even[i];
    line[2 * i + 1] = odd[i] + odd[i + 1];
  }
  line[size - 2] = even[half - 1];
  line[size - 1] = odd[half - 1];
}

void transpose(Matrix& matrix) {
  for (int row = 0; row < kSide; ++row) {
    for (int column = 0; column < row; ++column) {
      std::swap(matrix[row][column], matrix[column][row]);
    }
  }
}

Matrix frequencies(const std::array<uint8_t, kSide * kSide>& grey) {
  Matrix matrix;
  for (int i = 0; i < kSide * kSide; ++i) {
    matrix[i / kSide][i % kSide] = grey[i];
  }
  for (auto& row : matrix) lee_dct(row.data(), kSide);
  transpose(matrix);
  for (auto& column : matrix) lee_dct(column.data(), kSide);
  transpose(matrix);
  return matrix;
}

// Appends 64 bits: which of the 8x8 frequencies from (top, left) lie above
// their median.
void append_block(const Matrix& matrix, int top, int left, uint8_t* bytes) {
  std::array<double, kBlock * kBlock> sorted;
  for (int row = 0; row < kBlock; ++row) {
    std::copy_n(&matrix[top + row][left], kBlock, &sorted[row * kBlock]);
  }
  std::sort(sorted.begin(), sorted.end());
  const double median = (sorted[31] + sorted[32]) / 2;
  for (int row = 0; row < kBlock; ++row) {
    for (int column = 0; column < kBlock; ++column) {
      if (matrix[top + row][left + column] > median) {
        bytes[row] |= static_cast<uint8_t>(0x80 >> column);
      }
    }
  }
}

// The part of `rgb` without the rows and columns at its borders that are
// wholly of the colour of the top left sample; all of it when nothing is left.
Pixels without_border(const Pixels& rgb) {
  const int channels = rgb.channels;
  const uint8_t* colour = rgb.data;
  int top = rgb.rows, bottom = 0, left = rgb.columns, right = 0;
  for (int row = 0; row < rgb.rows; ++row) {
    const uint8_t* samples = rgb.row(row);
    const auto differs = [&](int column) {
      return std::memcmp(samples + column * channels, colour, channels) != 0;
    };
    int first = 0;
    while (first < rgb.columns && !differs(first)) ++first;
    if (first == rgb.columns) continue;
    int last = rgb.columns - 1;
    while (last >= right && !differs(last)) --last;
    top = std::min(top, row);
    bottom = row + 1;
    left = std::min(left, first);
    right = std::max(right, last + 1);
  }
  if (bottom == 0) return rgb;
  Pixels trimmed = rgb;
  trimmed.data = rgb.row(top) + static_cast<ptrdiff_t>(left) * channels;
  trimmed.rows = bottom - top;
  trimmed.columns = right - left;
  trimmed.extent_rows = trimmed.rows;
  trimmed.extent_columns = trimmed.columns;
  return trimmed;
}

// RFC 4648, without padding.
std::string base32(const std::vector<uint8_t>& bytes) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  uint32_t pending = 0;
  int pending_bits = 0;
  for (uint8_t byte : bytes) {
    pending = pending << 8 | byte;
    for (pending_bits += 8; pending_bits >= 5; pending_bits -= 5) {
      text += kDigits[pending >> (pending_bits - 5) & 31];
    }
  }
  if (pending_bits > 0) text += kDigits[pending << (5 - pending_bits) & 31];
  return text;
}

}  // namespace

Hash iscc_image_code(const std::array<uint8_t, 1024>& grey,
                     Algorithm algorithm) {
  check(algorithm);
  const Matrix matrix = frequencies(grey);
  Hash hash{algorithm, {}};
  for (int block = 0; block < hash_bits(algorithm) / 64; ++block) {
    append_block(matrix, block / 2 * kBlock, block % 2 * kBlock,
                 &hash.bytes[block * kBlock]);
  }
  return hash;
}

Hashed iscc_image(const Pixels& rgb, Algorithm algorithm) {
  const Image grey =
      pillow_resize(without_border(rgb), kSide, kSide, PillowFilter::bicubic);
  std::array<uint8_t, kSide * kSide> samples;
  std::copy_n(grey.pixels().data, samples.size(), samples.begin());
  return {iscc_image_code(samples, algorithm), gradient_quality(grey.pixels())};
}

std::string iscc_text(const Hash& hash) {
  check(hash.algorithm);
  const int bits = hash_bits(hash.algorithm);
  // MainType content (2), SubType image (1), version 0, length in 32 bits
  // less one; a nibble each.
  std::vector<uint8_t> unit = {0x21, static_cast<uint8_t>(bits / 32 - 1)};
  unit.insert(unit.end(), hash.bytes.begin(), hash.bytes.begin() + bits / 8);
  return "ISCC:" + base32(unit);
}

}  // namespace sleeve
