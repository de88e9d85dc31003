// Reads the first directory of a TIFF and counts the others.
#include <algorithm>
#include <string>
#include <utility>

#include "core/header_bytes.h"
#include "core/header_formats.h"
#include "core/orientation.h"

namespace sleeve {
namespace {

constexpr int kColumnsTag = 256;
constexpr int kRowsTag = 257;
constexpr int kBitsTag = 258;
constexpr int kCompressionTag = 259;
constexpr int kStripOffsetsTag = 273;
constexpr int kStripBytesTag = 279;
constexpr int kPlanesTag = 284;
constexpr int kTileOffsetsTag = 324;
constexpr int kTileBytesTag = 325;
constexpr int kSampleFormatTag = 339;
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

/// The one value of `tag`, or its default.
uint64_t value_of(const HeaderBytes& file, uint64_t directory, int tag,
                  uint64_t otherwise) {
  const Values values = find(file, directory, tag);
  return values.count > 0 ? values.at(0) : otherwise;
}

bool is_camera_raw(const HeaderBytes& file, uint64_t directory) {
  if (file.is(8, "CR\2")) return true;
  const int entries = file.u16(directory);
  for (int i = 0; i < entries; ++i) {
    const uint64_t entry = directory + 2 + kEntryBytes * i;
    if (file.u16(entry) == kDngVersionTag) return true;
  }
  return false;
}

/// What libvips would not read, or not read right; empty when all is well.
std::string oddity_of(const HeaderBytes& file, uint64_t directory) {
  constexpr uint64_t kOldJpeg = 6;
  constexpr uint64_t kPlanes = 2;
  constexpr uint64_t kUnsigned = 1;
  const uint64_t bits = value_of(file, directory, kBitsTag, 1);
  if (bits != 1 && bits != 2 && bits != 4 && bits != 8 && bits != 16) {
    return "TIFF of " + std::to_string(bits) + " bits";
  }
  if (value_of(file, directory, kSampleFormatTag, kUnsigned) != kUnsigned) {
    return "TIFF of signed samples";
  }
  if (value_of(file, directory, kCompressionTag, 1) == kOldJpeg) {
    return "TIFF of old-style JPEG";
  }
  if (value_of(file, directory, kPlanesTag, 1) == kPlanes) {
    if (find(file, directory, kTileOffsetsTag).count > 0) {
      return "TIFF of tiles in planes";
    }
    // libvips 8.14 leaves some samples of these unset, so that one file gave
    // different hashes from run to run.
    if (bits == 16) return "TIFF of 16-bit planes";
  }
  return {};
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
  const uint64_t directory = file.u32(4);
  if (is_camera_raw(file, directory)) {
    return Problem{ProblemKind::unsupported_format, "camera raw"};
  }
  if (directory < 8) return corrupt("TIFF", "no directory");
  if (!file.has(directory, 2 + kEntryBytes * file.u16(directory))) {
    return truncated("TIFF");
  }
  Header header;
  header.columns = value_of(file, directory, kColumnsTag, 0);
  header.rows = value_of(file, directory, kRowsTag, 0);
  if (auto problem = size_problem(header.rows, header.columns, limits)) {
    return *problem;
  }
  if (std::string odd = oddity_of(file, directory); !odd.empty()) {
    return Problem{ProblemKind::unsupported_format, std::move(odd)};
  }
  if (!data_inside(file, directory, kStripOffsetsTag, kStripBytesTag) ||
      !data_inside(file, directory, kTileOffsetsTag, kTileBytesTag)) {
    return truncated("TIFF");
  }
  header.orientation = exif_orientation(bytes);
  header.frames = count_pages(file, directory, std::max(limits.max_frames, 1));
  return header;
}

}  // namespace sleeve
