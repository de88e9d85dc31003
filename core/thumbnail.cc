#include "core/thumbnail.h"

// jpeglib.h needs <cstdio> before it.
// clang-format off
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include <algorithm>
#include <csetjmp>
#include <cstdlib>
#include <memory>
#include <new>

namespace sleeve {
namespace {

constexpr int kChannels = 3;

struct ErrorManager {
  jpeg_error_mgr base;  // first: the library hands back a pointer to it
  std::jmp_buf jump;
};

[[noreturn]] void fail(j_common_ptr info) {
  std::longjmp(reinterpret_cast<ErrorManager*>(info->err)->jump, 1);
}

void stay_quiet(j_common_ptr, int) {}

// Mean over the samples that a smaller one covers; both ends are whole.
Image averaged(const Pixels& rgb, int rows, int columns) {
  Image small(rows, columns, kChannels);
  for (int r = 0; r < rows; ++r) {
    const int64_t top = int64_t{r} * rgb.rows / rows;
    const int64_t bottom = std::max(top + 1, int64_t{r + 1} * rgb.rows / rows);
    for (int c = 0; c < columns; ++c) {
      const int64_t left = int64_t{c} * rgb.columns / columns;
      const int64_t right =
          std::max(left + 1, int64_t{c + 1} * rgb.columns / columns);
      int64_t sums[kChannels] = {};
      for (int64_t y = top; y < bottom; ++y) {
        const uint8_t* sample = rgb.row(static_cast<int>(y)) + left * kChannels;
        for (int64_t x = left; x < right; ++x) {
          for (int64_t& sum : sums) sum += *sample++;
        }
      }
      const int64_t count = (bottom - top) * (right - left);
      for (int i = 0; i < kChannels; ++i) {
        small.row(r)[c * kChannels + i] =
            static_cast<uint8_t>((sums[i] + count / 2) / count);
      }
    }
  }
  return small;
}

// Nothing here has a destructor: the library may jump over it. Returns whether
// `data` was filled, which the caller frees.
bool compress(Image& picture, int quality, unsigned char** data,
              unsigned long* bytes) {
  jpeg_compress_struct info;
  ErrorManager errors;
  info.err = jpeg_std_error(&errors.base);
  errors.base.error_exit = fail;
  errors.base.emit_message = stay_quiet;
  if (setjmp(errors.jump) != 0) {
    jpeg_destroy_compress(&info);
    return false;
  }
  jpeg_create_compress(&info);
  jpeg_mem_dest(&info, data, bytes);
  info.image_width = static_cast<JDIMENSION>(picture.pixels().columns);
  info.image_height = static_cast<JDIMENSION>(picture.pixels().rows);
  info.input_components = kChannels;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  jpeg_start_compress(&info, TRUE);
  while (info.next_scanline < info.image_height) {
    JSAMPROW row = picture.row(static_cast<int>(info.next_scanline));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  return true;
}

}  // namespace

std::vector<uint8_t> thumbnail_jpeg(const Pixels& rgb, int side, int quality) {
  const int longest = std::max({rgb.rows, rgb.columns, 1});
  const auto shrunk = [&](int length) {
    if (longest <= side) return length;
    return std::max(1, static_cast<int>(int64_t{length} * side / longest));
  };
  Image small = averaged(rgb, shrunk(rgb.rows), shrunk(rgb.columns));
  unsigned char* data = nullptr;
  unsigned long bytes = 0;
  const bool done = compress(small, quality, &data, &bytes);
  const std::unique_ptr<unsigned char, decltype(&std::free)> owner(data,
                                                                   std::free);
  if (!done) throw std::bad_alloc();
  return {data, data + bytes};
}

}  // namespace sleeve
