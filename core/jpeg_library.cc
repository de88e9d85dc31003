// Decodes JPEG through libjpeg-turbo: the only file that knows its types.

// jpeglib.h needs <cstdio> before it.
// clang-format off
#include <cstdio>
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

#include <algorithm>
#include <csetjmp>
#include <vector>

#include "core/jpeg.h"
#include "core/jpeg_markers.h"
#include "core/jpeg_scale.h"
#include "core/orientation.h"

namespace sleeve {
namespace {

// Real encoders write at most some 20 scans. Each costs a pass over the
// picture however few its bytes, so large pictures may have fewer.
constexpr int kMaxScans = 500;
constexpr int kMaxScansWhenLarge = 30;
constexpr int64_t kMaxScannedPixels = 5'000'000'000;

// What the library may hold at once, in bytes: a progressive picture needs
// two bytes for each coefficient of up to four components, and padding.
constexpr long kBaseMemory = 64L << 20;
constexpr long kMemoryPerPixel = 16;

// How one decoding failed. Trivial, because longjmp() skips destructors.
struct Failure {
  ProblemKind kind = ProblemKind::corrupt;
  const char* reason = "corrupt JPEG data";
};

struct ErrorManager {
  jpeg_error_mgr base;  // first: the library hands back a pointer to it
  std::jmp_buf jump;
  Failure failure;
};

[[noreturn]] void fail(j_common_ptr info, Failure failure) {
  auto* errors = reinterpret_cast<ErrorManager*>(info->err);
  errors->failure = failure;
  std::longjmp(errors->jump, 1);
}

// Names the processes of T.81 that the library does not have.
const char* unsupported_process(int sof) {
  switch (sof) {
    case 0xC3:
    case 0xCB:
      return "lossless JPEG";
    default:
      return "hierarchical JPEG";
  }
}

Failure failure_of(const jpeg_error_mgr& error) {
  switch (error.msg_code) {
    case JERR_NO_SOI:
      return {ProblemKind::not_a_picture, "not a JPEG"};
    case JERR_BAD_PRECISION:
      return {ProblemKind::unsupported_format, error.msg_parm.i[0] == 12
                                                   ? "12-bit JPEG"
                                                   : "JPEG of unusual depth"};
    case JERR_SOF_UNSUPPORTED:
      return {ProblemKind::unsupported_format,
              unsupported_process(error.msg_parm.i[0])};
    case JERR_ARITH_NOTIMPL:
      return {ProblemKind::unsupported_format, "arithmetic-coded JPEG"};
    case JERR_CONVERSION_NOTIMPL:
    case JERR_CCIR601_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_COMPONENT_COUNT:
    case JERR_NOTIMPL:
      return {ProblemKind::unsupported_format, "JPEG with unusual components"};
    case JERR_IMAGE_TOO_BIG:
    case JERR_WIDTH_OVERFLOW:
      return {ProblemKind::too_large, "more pixels than allowed"};
    case JERR_OUT_OF_MEMORY:
    case JERR_NO_BACKING_STORE:
      return {ProblemKind::too_large, "JPEG needs too much memory"};
    default:
      return {};
  }
}

void on_error(j_common_ptr info) { fail(info, failure_of(*info->err)); }

// The library goes on after damage, with invented samples; we do not. Only
// what leaves the samples whole is let pass.
void on_message(j_common_ptr info, int level) {
  if (level >= 0) return;
  switch (info->err->msg_code) {
    case JWRN_ADOBE_XFORM:
    case JWRN_BOGUS_ICC:
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_JFIF_MAJOR:
      return;
    default:
      fail(info, {});
  }
}

void ignore_message(j_common_ptr) {}

[[noreturn]] void fail_truncated(j_common_ptr info) {
  fail(info, {ProblemKind::truncated, "truncated JPEG"});
}

void ignore_source(j_decompress_ptr) {}

boolean fill_from_nothing(j_decompress_ptr info) {
  fail_truncated(reinterpret_cast<j_common_ptr>(info));
}

void skip_source(j_decompress_ptr info, long count) {
  if (count <= 0) return;
  if (static_cast<size_t>(count) > info->src->bytes_in_buffer) {
    fail_truncated(reinterpret_cast<j_common_ptr>(info));
  }
  info->src->next_input_byte += count;
  info->src->bytes_in_buffer -= count;
}

void count_scans(j_common_ptr common) {
  const auto* info = reinterpret_cast<j_decompress_ptr>(common);
  const int64_t pixels = int64_t{info->image_width} * info->image_height;
  if (info->input_scan_number > std::clamp<int64_t>(kMaxScannedPixels / pixels,
                                                    kMaxScansWhenLarge,
                                                    kMaxScans)) {
    fail(common, {ProblemKind::too_large, "too many scans in JPEG"});
  }
}

uint8_t luma(const uint8_t* rgb) {
  return static_cast<uint8_t>(
      (rgb[0] * 19595 + rgb[1] * 38470 + rgb[2] * 7471 + 0x8000) >> 16);
}

// a * b / 255, rounded.
int multiply_255(int a, int b) {
  const int product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

// Inks are stored inverted, as Adobe began it and Pillow assumes throughout:
// the stored value is the light that the ink lets pass.
void rgb_of_inks(const uint8_t* inks, uint8_t* rgb) {
  const int black = inks[3];
  for (int i = 0; i < 3; ++i) {
    const int value = black - multiply_255(255 - inks[i], black);
    rgb[i] = static_cast<uint8_t>(value < 0 ? 0 : value);
  }
}

// One decompressor. Every call into the library happens inside run().
class LibraryDecoder {
 public:
  LibraryDecoder(Bytes bytes, const DecodeOptions& options)
      : bytes_(bytes), options_(options) {}

  ~LibraryDecoder() {
    if (created_) jpeg_destroy_decompress(&info_);
  }

  LibraryDecoder(const LibraryDecoder&) = delete;
  LibraryDecoder& operator=(const LibraryDecoder&) = delete;

  Result<Decoded> decode();

 private:
  // Returns false when the library failed in `step`, which must own nothing:
  // its destructors would be skipped.
  template <class Step>
  bool run(Step step) {
    if (setjmp(errors_.jump) != 0) return false;
    step();
    return true;
  }

  bool read_header();
  int choose_output();
  bool read_rows(Image& image);
  void convert_row(const uint8_t* from, uint8_t* to, int channels) const;
  Problem problem() const {
    return {errors_.failure.kind, errors_.failure.reason};
  }

  Bytes bytes_;
  const DecodeOptions& options_;
  bool created_ = false;
  ErrorManager errors_{};
  jpeg_source_mgr source_{};
  jpeg_progress_mgr progress_{};
  jpeg_decompress_struct info_{};
};

bool LibraryDecoder::read_header() {
  info_.err = jpeg_std_error(&errors_.base);
  errors_.base.error_exit = on_error;
  errors_.base.emit_message = on_message;
  errors_.base.output_message = ignore_message;
  source_.next_input_byte = bytes_.data();
  source_.bytes_in_buffer = bytes_.size();
  source_.init_source = ignore_source;
  source_.fill_input_buffer = fill_from_nothing;
  source_.skip_input_data = skip_source;
  source_.resync_to_restart = jpeg_resync_to_restart;
  source_.term_source = ignore_source;
  progress_.progress_monitor = count_scans;
  return run([this] {
    jpeg_create_decompress(&info_);
    created_ = true;
    info_.src = &source_;
    info_.progress = &progress_;
    jpeg_read_header(&info_, TRUE);
  });
}

// Sets the colours and the scale of the output; returns the channels of the
// picture that the caller gets, 0 when the components make no colour.
int LibraryDecoder::choose_output() {
  const bool grey = options_.channels == Channels::grey;
  switch (info_.jpeg_color_space) {
    case JCS_GRAYSCALE:
      info_.out_color_space =
          options_.channels == Channels::rgb ? JCS_RGB : JCS_GRAYSCALE;
      return options_.channels == Channels::rgb ? 3 : 1;
    case JCS_YCbCr:
      info_.out_color_space = grey ? JCS_GRAYSCALE : JCS_RGB;
      return grey ? 1 : 3;
    case JCS_RGB:
      info_.out_color_space = JCS_RGB;
      return grey ? 1 : 3;
    case JCS_CMYK:
    case JCS_YCCK:
      info_.out_color_space = JCS_CMYK;
      return grey ? 1 : 3;
    default:
      return 0;
  }
}

// Turns one row of RGB or inks into what the caller wants.
void LibraryDecoder::convert_row(const uint8_t* from, uint8_t* to,
                                 int channels) const {
  const int from_channels = info_.output_components;
  for (JDIMENSION i = 0; i < info_.output_width; ++i) {
    uint8_t rgb[3] = {from[0], from[1], from[2]};
    if (from_channels == 4) rgb_of_inks(from, rgb);
    if (channels == 1) {
      *to = luma(rgb);
    } else {
      std::copy_n(rgb, 3, to);
    }
    from += from_channels;
    to += channels;
  }
}

bool LibraryDecoder::read_rows(Image& image) {
  const int channels = image.pixels().channels;
  if (info_.output_components == channels) {
    return run([this, &image] {
      while (info_.output_scanline < info_.output_height) {
        JSAMPROW row = image.row(static_cast<int>(info_.output_scanline));
        jpeg_read_scanlines(&info_, &row, 1);
      }
    });
  }
  std::vector<uint8_t> buffer(size_t{info_.output_width} *
                              info_.output_components);
  for (int r = 0; r < image.pixels().rows; ++r) {
    JSAMPROW row = buffer.data();
    if (!run([this, &row] { jpeg_read_scanlines(&info_, &row, 1); })) {
      return false;
    }
    convert_row(row, image.row(r), channels);
  }
  return true;
}

Result<Decoded> LibraryDecoder::decode() {
  if (!read_header()) return problem();
  const int rows = static_cast<int>(info_.image_height);
  const int columns = static_cast<int>(info_.image_width);
  if (uint64_t{info_.image_height} * info_.image_width >
      options_.limits.max_pixels) {
    return Problem{ProblemKind::too_large, "more pixels than allowed"};
  }
  const int channels = choose_output();
  if (channels == 0) {
    return Problem{ProblemKind::unsupported_format,
                   "JPEG with unusual components"};
  }
  const int denominator = jpeg_denominator(rows, columns, options_.min_side);
  info_.scale_num = 8 / denominator;
  info_.scale_denom = 8;
  info_.mem->max_memory_to_use =
      kBaseMemory + kMemoryPerPixel * static_cast<long>(rows) * columns;
  if (!run([this] { jpeg_start_decompress(&info_); })) return problem();

  Decoded decoded;
  decoded.image = scaled_jpeg_image(rows, columns, denominator, channels);
  if (!read_rows(decoded.image)) return problem();
  // Reads on to the EOI, and so finds its absence.
  if (!run([this] { jpeg_finish_decompress(&info_); })) return problem();
  decoded.format = Format::jpeg;
  decoded.rows = rows;
  decoded.columns = columns;
  return decoded;
}

}  // namespace

Result<Decoded> decode_jpeg_by_library(Bytes bytes,
                                       const DecodeOptions& options) {
  if (bytes.empty()) return Problem{ProblemKind::empty, "no bytes"};
  if (bytes.size() > options.limits.max_bytes) {
    return Problem{ProblemKind::too_large, "more bytes than allowed"};
  }
  LibraryDecoder decoder(bytes, options);
  Result<Decoded> result = decoder.decode();
  if (!result.ok()) return result;
  JpegMarkers markers(bytes);
  markers.next();
  if (!markers.exif().empty()) {
    result->orientation = exif_orientation(markers.exif());
  }
  return result;
}

}  // namespace sleeve
