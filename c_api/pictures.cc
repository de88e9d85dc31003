#include "c_api/pictures.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "c_api/guard.h"
#include "core/flatten.h"

namespace sleeve::c_api {
namespace {

constexpr int64_t kMostPixels = 1'000'000'000;

Layout layout_of(int channels) {
  switch (channels) {
    case 1:
      return Layout::grey;
    case 2:
      return Layout::grey_alpha;
    case 3:
      return Layout::rgb;
    default:
      return Layout::rgba;
  }
}

Pixels view_of(const sleeve_pixels& pixels) {
  return {pixels.data,
          pixels.rows,
          pixels.columns,
          pixels.channels,
          static_cast<ptrdiff_t>(pixels.row_bytes),
          static_cast<double>(pixels.rows),
          static_cast<double>(pixels.columns)};
}

}  // namespace

Pictures pictures_of(const sleeve_picture* pictures, int64_t n) {
  require(n >= 0, "The number of pictures is negative.");
  require(n == 0 || pictures != nullptr, "The array of pictures is NULL.");
  return {pictures, static_cast<size_t>(n)};
}

std::span<const sleeve_pixels> pixels_of(const sleeve_pixels* pixels,
                                         int64_t n) {
  require(n >= 0, "The number of pictures is negative.");
  require(n == 0 || pixels != nullptr, "The array of pixels is NULL.");
  return {pixels, static_cast<size_t>(n)};
}

Item item_of(const sleeve_picture& picture) {
  Item item;
  if (picture.name != nullptr) item.name.path = picture.name;
  if (picture.bytes == nullptr && picture.name == nullptr) {
    item.problem = Problem{ProblemKind::empty, "no picture in this row"};
  } else if (picture.bytes != nullptr && picture.size == 0) {
    item.problem = Problem{ProblemKind::empty, "no bytes at all"};
  }
  return item;
}

Item whole_item(const sleeve_picture& picture) {
  Item item = item_of(picture);
  if (!item.problem && picture.bytes != nullptr) {
    item.bytes.assign(picture.bytes, picture.bytes + picture.size);
  }
  return item;
}

Loaded load(const sleeve_picture& picture, size_t max_bytes) {
  Loaded loaded{item_of(picture), {}};
  if (loaded.item.problem) return loaded;
  if (picture.bytes != nullptr) {
    loaded.bytes = {picture.bytes, picture.size};
    return loaded;
  }
  SourceOptions options;
  options.max_bytes = max_bytes;
  read_bytes(loaded.item, options);
  loaded.bytes = loaded.item.bytes;
  return loaded;
}

std::optional<Problem> fault_of(const sleeve_pixels& pixels) {
  const auto fault = [](const char* reason) {
    return Problem{ProblemKind::corrupt, reason};
  };
  if (pixels.data == nullptr) {
    return Problem{ProblemKind::empty, "no samples at all"};
  }
  if (pixels.rows < 1 || pixels.columns < 1) {
    return fault("a side of the picture is below 1");
  }
  if (pixels.channels < 1 || pixels.channels > 4) {
    return fault("a picture has 1 to 4 channels");
  }
  if (int64_t{pixels.rows} * pixels.columns > kMostPixels) {
    return Problem{ProblemKind::too_large, "more than a billion pixels"};
  }
  if (pixels.row_bytes < int64_t{pixels.columns} * pixels.channels) {
    return fault("the rows overlap: row_bytes is below columns * channels");
  }
  return std::nullopt;
}

Samples::Samples(const sleeve_pixels& pixels, Channels wanted)
    : pixels_(view_of(pixels)) {
  const Layout layout = layout_of(pixels.channels);
  const int channels = wanted_channels(layout, wanted);
  if (wanted == Channels::stored || channels == pixels.channels) return;
  converted_ = Image(pixels.rows, pixels.columns, channels);
  for (int row = 0; row < pixels.rows; ++row) {
    convert_row(pixels_.row(row), layout, pixels.columns, wanted,
                converted_.row(row));
  }
  pixels_ = converted_.pixels();
}

void report(const std::optional<Problem>& problem, sleeve_item* items,
            int64_t row) {
  if (items == nullptr) return;
  sleeve_item& item = items[row];
  std::memset(&item, 0, sizeof(item));
  if (!problem) return;
  item.problem = static_cast<int32_t>(problem->kind) + 1;
  const size_t length =
      std::min(problem->reason.size(), sizeof(item.reason) - 1);
  std::memcpy(item.reason, problem->reason.data(), length);
}

}  // namespace sleeve::c_api

extern "C" const char* sleeve_problem_name(int32_t problem) {
  if (problem == SLEEVE_PICTURE_OK) return "ok";
  if (problem < 0 || problem > SLEEVE_PICTURE_CRASH) return nullptr;
  return sleeve::problem_name(static_cast<sleeve::ProblemKind>(problem - 1));
}
