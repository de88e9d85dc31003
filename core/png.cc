// libpng is called here and not through OpenCV, whose reader lets libpng print
// to standard error, ignores tRNS of grey pictures, and takes 140 libraries
// along.
#include "core/png.h"

#include <png.h>

#include <csetjmp>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "core/flatten.h"

namespace sleeve {
namespace {

/// What libpng's callbacks see.
struct Source {
  Bytes left;
  bool ended = false;  ///< more bytes were asked for than there are
  char message[128] = {};
};

void read_bytes(png_structp codec, png_bytep out, size_t count) {
  auto* source = static_cast<Source*>(png_get_io_ptr(codec));
  if (count > source->left.size()) {
    source->ended = true;
    png_error(codec, "unexpected end");
  }
  std::memcpy(out, source->left.data(), count);
  source->left = source->left.subspan(count);
}

[[noreturn]] void keep_message(png_structp codec, png_const_charp message) {
  auto* source = static_cast<Source*>(png_get_error_ptr(codec));
  std::strncpy(source->message, message, sizeof(source->message) - 1);
  png_longjmp(codec, 1);
}

void stay_quiet(png_structp, png_const_charp) {}

/// A libpng decoder over bytes in memory.
class Codec {
 public:
  explicit Codec(Bytes bytes) : source_{bytes} {
    codec_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source_,
                                    keep_message, stay_quiet);
    if (codec_ != nullptr) info_ = png_create_info_struct(codec_);
    if (info_ == nullptr) {
      png_destroy_read_struct(&codec_, nullptr, nullptr);
      throw std::bad_alloc();
    }
    png_set_read_fn(codec_, &source_, read_bytes);
  }
  ~Codec() { png_destroy_read_struct(&codec_, &info_, nullptr); }
  Codec(const Codec&) = delete;
  Codec& operator=(const Codec&) = delete;

  png_structp codec() { return codec_; }
  png_infop info() { return info_; }

  /// Runs calls into libpng; false when one of them failed. `calls` holds
  /// nothing that must be destroyed, because libpng jumps out of it.
  template <class Calls>
  bool succeeds(const Calls& calls) {
    if (setjmp(png_jmpbuf(codec_)) != 0) return false;
    calls();
    return true;
  }

  Problem problem() const {
    if (source_.ended) return {ProblemKind::truncated, "truncated PNG"};
    return {ProblemKind::corrupt, std::string("PNG: ") + source_.message};
  }

 private:
  Source source_;
  png_structp codec_ = nullptr;
  png_infop info_ = nullptr;
};

/// Skips what is not pixels, unread: profiles and texts may be bombs.
void skip_ancillary_chunks(png_structp codec) {
  constexpr png_byte kNames[] =
      "bKGD\0cHRM\0eXIf\0gAMA\0hIST\0iCCP\0iTXt\0oFFs\0pCAL\0pHYs\0"
      "sBIT\0sCAL\0sPLT\0sRGB\0sTER\0tEXt\0tIME\0zTXt";
  png_set_keep_unknown_chunks(codec, PNG_HANDLE_CHUNK_NEVER, kNames,
                              sizeof(kNames) / 5);
}

void start(Codec& png, const Limits& limits) {
  const png_structp codec = png.codec();
  png_set_user_limits(codec, 0x7fffffff, 0x7fffffff);
  png_set_chunk_malloc_max(codec, limits.max_bytes);
  skip_ancillary_chunks(codec);
  png_read_info(codec, png.info());
  png_set_expand(codec);
  png_set_strip_16(codec);
  png_set_interlace_handling(codec);
  png_read_update_info(codec, png.info());
}

Layout layout_of(Codec& png) {
  constexpr Layout kLayouts[] = {Layout::grey, Layout::grey_alpha, Layout::rgb,
                                 Layout::rgba};
  return kLayouts[png_get_channels(png.codec(), png.info()) - 1];
}

/// Reads every row by way of `row` and converts it at once.
void read_rows(Codec& png, Image& image, uint8_t* row, Layout layout,
               Channels wanted) {
  const Pixels& pixels = image.pixels();
  for (int r = 0; r < pixels.rows; ++r) {
    png_read_row(png.codec(), row, nullptr);
    convert_row(row, layout, pixels.columns, wanted, image.row(r));
  }
  png_read_end(png.codec(), nullptr);
}

void read_in_place(Codec& png, Image& image, int passes) {
  for (int pass = 0; pass < passes; ++pass) {
    for (int r = 0; r < image.pixels().rows; ++r) {
      png_read_row(png.codec(), image.row(r), nullptr);
    }
  }
  png_read_end(png.codec(), nullptr);
}

Image converted(const Pixels& pixels, Layout layout, Channels wanted) {
  Image image(pixels.rows, pixels.columns, wanted_channels(layout, wanted));
  for (int r = 0; r < pixels.rows; ++r) {
    convert_row(pixels.row(r), layout, pixels.columns, wanted, image.row(r));
  }
  return image;
}

/// The samples that `wanted` asks for, or nothing when libpng failed. They are
/// converted row by row, unless they stand as wanted or arrive interlaced.
std::optional<Image> read_image(Codec& png, int rows, int columns,
                                Channels wanted) {
  const Layout layout = layout_of(png);
  const bool interlaced =
      png_get_interlace_type(png.codec(), png.info()) != PNG_INTERLACE_NONE;
  const int channels = wanted_channels(layout, wanted);
  if (!interlaced && channels != layout_channels(layout)) {
    Image image(rows, columns, channels);
    std::vector<uint8_t> row(png_get_rowbytes(png.codec(), png.info()));
    const bool read = png.succeeds(
        [&] { read_rows(png, image, row.data(), layout, wanted); });
    return read ? std::optional(std::move(image)) : std::nullopt;
  }
  Image image(rows, columns, layout_channels(layout));
  const int passes = interlaced ? PNG_INTERLACE_ADAM7_PASSES : 1;
  if (!png.succeeds([&] { read_in_place(png, image, passes); })) {
    return std::nullopt;
  }
  if (channels == layout_channels(layout)) return image;
  return converted(image.pixels(), layout, wanted);
}

}  // namespace

Result<Decoded> decode_png(Bytes bytes, const Header& header,
                           const DecodeOptions& options) {
  Codec png(bytes);
  if (!png.succeeds([&] { start(png, options.limits); })) return png.problem();
  Decoded decoded;
  decoded.format = Format::png;
  decoded.rows = static_cast<int>(header.rows);
  decoded.columns = static_cast<int>(header.columns);
  decoded.orientation = header.orientation;
  std::optional<Image> image =
      read_image(png, decoded.rows, decoded.columns, options.channels);
  if (!image) return png.problem();
  decoded.image = std::move(*image);
  return decoded;
}

}  // namespace sleeve
