// Reads the first directory of a TIFF and counts the others.
#include <algorithm>

#include "core/header_bytes.h"
#include "core/header_formats.h"
#include "core/orientation.h"

namespace sleeve {
namespace {

constexpr int kColumnsTag = 256;
constexpr int kRowsTag = 257;
constexpr int kBitsTag = 258;
constexpr int kStripOffsetsTag = 273;
constexpr int kStripBytesTag = 279;
constexpr int kOrientationTag = 274;
constexpr int kTileOffsetsTag = 324;
constexpr int kTileBytesTag = 325;
constexpr int kDngVersionTag = 50706;
constexpr int kTypeShort = 3;
constexpr int kTypeLong = 4;
constexpr uint64_t kEntryBytes = 12;

/// The values of one directory entry: SHORT or LONG numbers, kept in the entry
/// itself when they fit there.
struct Values {
  const HeaderBytes* file = nullptr;
  uint64_t start = 0;
  uint64_t count = 0;
  uint64_t width = 0;

  bool inside() const { return file->has(start, count * width); }
  uint64_t at(uint64_t i) const {
    return width == 2 ? file->u16(start + 2 * i) : file->u32(start + 4 * i);
  }
};

/// The values of `tag`; a count of 0 when the directory does not have it.
Values find(const HeaderBytes& file, uint64_t directory, int tag) {
  const int entries = file.u16(directory);
  for (int i = 0; i < entries; ++i) {
    const uint64_t entry = directory + 2 + kEntryBytes * i;
    if (!file.has(entry, kEntryBytes)) break;
    if (file.u16(entry) != tag) continue;
    const int type = file.u16(entry + 2);
    if (type != kTypeShort && type != kTypeLong) continue;
    const uint64_t width = type == kTypeShort ? 2 : 4;
    const uint64_t count = file.u32(entry + 4);
    const bool inside = count * width <= 4;
    return {&file, inside ? entry + 8 : file.u32(entry + 8), count, width};
  }
  return {&file, 0, 0, 2};
}

/// The offset of the entry of `tag`; 0 when there is none.
uint64_t entry_of(const HeaderBytes& file, uint64_t directory, int tag) {
  const int entries = file.u16(directory);
  for (int i = 0; i < entries; ++i) {
    const uint64_t entry = directory + 2 + kEntryBytes * i;
    if (file.u16(entry) == tag) return entry;
  }
  return 0;
}

/// Whether every strip or tile lies within the file.
bool data_inside(const HeaderBytes& file, uint64_t directory, int offsets_tag,
                 int bytes_tag) {
  const Values offsets = find(file, directory, offsets_tag);
  const Values sizes = find(file, directory, bytes_tag);
  if (!offsets.inside() || !sizes.inside()) return false;
  for (uint64_t i = 0; i < offsets.count; ++i) {
    const uint64_t size = i < sizes.count ? sizes.at(i) : 1;
    if (!file.has(offsets.at(i), size)) return false;
  }
  return true;
}

/// Counts directories; a chain that runs in a circle ends at the limit.
uint64_t count_pages(const HeaderBytes& file, uint64_t directory,
                     uint64_t max_frames) {
  uint64_t pages = 0;
  while (directory != 0 && file.has(directory, 2) && pages <= max_frames) {
    ++pages;
    directory = file.u32(directory + 2 + kEntryBytes * file.u16(directory));
  }
  return pages;
}

}  // namespace

Result<Header> read_tiff_header(Bytes bytes, const Limits& limits) {
  const HeaderBytes file = HeaderBytes::of_tiff(bytes);
  if (file.is(8, "CR\2")) {
    return Problem{ProblemKind::unsupported_format, "camera raw"};
  }
  const uint64_t directory = file.u32(4);
  if (directory < 8) return corrupt("TIFF", "no directory");
  if (!file.has(directory, 2 + kEntryBytes * file.u16(directory))) {
    return truncated("TIFF");
  }
  Header header;
  header.columns = find(file, directory, kColumnsTag).at(0);
  header.rows = find(file, directory, kRowsTag).at(0);
  if (auto problem = size_problem(header.rows, header.columns, limits)) {
    return *problem;
  }
  if (entry_of(file, directory, kDngVersionTag) != 0) {
    return Problem{ProblemKind::unsupported_format, "camera raw"};
  }
  const Values bits = find(file, directory, kBitsTag);
  if (bits.count > 0 && bits.at(0) > 16) {
    return Problem{ProblemKind::unsupported_format,
                   "TIFF of " + std::to_string(bits.at(0)) + " bits"};
  }
  if (!data_inside(file, directory, kStripOffsetsTag, kStripBytesTag) ||
      !data_inside(file, directory, kTileOffsetsTag, kTileBytesTag)) {
    return truncated("TIFF");
  }
  header.orientation = exif_orientation(bytes);
  header.orientation_entry = entry_of(file, directory, kOrientationTag);
  header.frames = count_pages(file, directory, std::max(limits.max_frames, 1));
  return header;
}

std::vector<uint8_t> without_turning(Bytes bytes, const Header& header) {
  std::vector<uint8_t> copy(bytes.begin(), bytes.end());
  if (header.orientation_entry == 0) return copy;
  const HeaderBytes file = HeaderBytes::of_tiff(bytes);
  const int type = file.u16(header.orientation_entry + 2);
  const int width = type == kTypeShort ? 2 : type == kTypeLong ? 4 : 1;
  uint8_t* value = copy.data() + header.orientation_entry + 8;
  std::fill_n(value, width, uint8_t{0});
  value[bytes[0] == 'I' ? 0 : width - 1] = 1;
  return copy;
}

}  // namespace sleeve
