// The entropy-coded data of a JPEG scan, and a reader of its bits.
#include "core/jpeg_bits.h"

#include <algorithm>
#include <cstring>

#include "core/jpeg_markers.h"

namespace sleeve {
namespace {

bool is_restart(uint8_t marker) { return (marker & 0xF8) == kJpegRst0; }

// Whether one of the `kStride` bytes from `p` is 0xFF and its successor not
// 0. Written for the vectoriser.
constexpr size_t kStride = 64;

bool has_marker(const uint8_t* p) {
  uint8_t any = 0;
  for (size_t i = 0; i < kStride; ++i) {
    any |= static_cast<uint8_t>((p[i] == 0xFF) & (p[i + 1] != 0));
  }
  return any != 0;
}

}  // namespace

size_t find_jpeg_marker(Bytes file, size_t position) {
  while (position + 1 < file.size()) {
    if (file.size() - position > kStride && !has_marker(&file[position])) {
      position += kStride;
      continue;
    }
    const size_t stop = std::min(file.size() - 1, position + kStride);
    for (; position < stop; ++position) {
      const uint8_t code = file[position + 1];
      if (file[position] == 0xFF && code != 0 && !is_restart(code)) {
        return position;
      }
    }
  }
  return file.size();
}

std::optional<JpegScanData> JpegScanData::read(Bytes file, size_t position) {
  JpegScanData scan;
  const size_t room = file.size() - position;
  scan.data_ = std::make_unique_for_overwrite<uint8_t[]>(room + kPadding);
  uint8_t* out = scan.data_.get();
  const uint8_t* in = file.data() + position;
  const uint8_t* const end = file.data() + file.size();
  while (true) {
    const auto* ff = static_cast<const uint8_t*>(
        std::memchr(in, 0xFF, static_cast<size_t>(end - in)));
    if (ff == nullptr || end - ff < 2) return std::nullopt;
    const auto run = static_cast<size_t>(ff - in);
    std::memcpy(out, in, run);
    out += run;
    in = ff + 2;
    if (ff[1] == 0) {
      *out++ = 0xFF;
      continue;
    }
    scan.ends_.push_back(static_cast<size_t>(out - scan.data_.get()));
    if (!is_restart(ff[1])) {
      scan.marker_position_ = static_cast<size_t>(ff - file.data());
      break;
    }
    if ((ff[1] & 7u) != (scan.ends_.size() - 1) % 8) return std::nullopt;
  }
  std::memset(out, 0, kPadding);
  return scan;
}

}  // namespace sleeve
