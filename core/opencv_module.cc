// The module sleeve_opencv.so: decodes WebP, TIFF and BMP through OpenCV.
#include <tiffio.h>

#include <new>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <string>
#include <vector>

#include "core/flatten.h"
#include "core/module_call.h"
#include "core/quiet_thread.h"

namespace sleeve {
namespace {

const char* name_of(const ModuleCall& call) {
  return format_name(static_cast<Format>(call.format));
}

void set_corrupt(ModuleCall& call) {
  set_problem(call, ProblemKind::corrupt,
              std::string("corrupt ") + name_of(call));
}

/// Whether libtiff met an error since the flag was last cleared. OpenCV goes
/// on after errors within a strip and hands out what it has.
thread_local bool tiff_failed = false;

void note_tiff_error(thandle_t, const char*, const char*, va_list) {
  tiff_failed = true;
}

/// Quiet, and attentive to libtiff's errors; once per process.
bool prepare() {
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
  TIFFSetErrorHandlerExt(note_tiff_error);
  return true;
}

Layout layout_of(const cv::Mat& picture) {
  switch (picture.channels()) {
    case 1:
      return Layout::grey;
    case 3:
      return Layout::bgr;
    default:
      return Layout::bgra;
  }
}

/// Row `r` in 8 bits: 16 bits lose the lower 8, as in Pillow. `space` holds
/// the row when it must be made; a filling fourth sample becomes opaque.
const uint8_t* row_of(const cv::Mat& picture, int r, bool padded_alpha,
                      std::vector<uint8_t>& space) {
  const size_t samples = static_cast<size_t>(picture.cols) * picture.channels();
  const bool fill = padded_alpha && picture.channels() == 4;
  if (picture.depth() == CV_8U && !fill) return picture.ptr<uint8_t>(r);
  space.resize(samples);
  for (size_t i = 0; i < samples; ++i) {
    space[i] = picture.depth() == CV_8U
                   ? picture.ptr<uint8_t>(r)[i]
                   : static_cast<uint8_t>(picture.ptr<uint16_t>(r)[i] >> 8);
  }
  for (size_t i = 3; fill && i < samples; i += 4) space[i] = 255;
  return space.data();
}

void hand_out(const cv::Mat& picture, ModuleCall& call) {
  const Layout layout = layout_of(picture);
  const auto wanted = static_cast<Channels>(call.channels);
  const int channels = wanted_channels(layout, wanted);
  uint8_t* out =
      call.allocate(call.context, picture.rows, picture.cols, 1, channels);
  if (out == nullptr) {
    set_problem(call, ProblemKind::too_large, "");
    return;
  }
  std::vector<uint8_t> space;
  for (int r = 0; r < picture.rows; ++r) {
    convert_row(row_of(picture, r, call.padded_alpha != 0, space), layout,
                picture.cols, wanted,
                out + static_cast<size_t>(r) * picture.cols * channels);
  }
}

void decode_call(ModuleCall& call) {
  const cv::Mat bytes(1, static_cast<int>(call.size), CV_8U,
                      const_cast<uint8_t*>(call.bytes));
  tiff_failed = false;
  const cv::Mat picture = cv::imdecode(bytes, cv::IMREAD_UNCHANGED);
  if (picture.empty() || tiff_failed) {
    set_corrupt(call);
  } else if (picture.depth() != CV_8U && picture.depth() != CV_16U) {
    set_problem(call, ProblemKind::unsupported_format,
                std::string(name_of(call)) + " of unusual samples");
  } else if (picture.channels() == 2 || picture.channels() > 4) {
    set_problem(call, ProblemKind::unsupported_format,
                std::string(name_of(call)) + " of unusual channels");
  } else {
    hand_out(picture, call);
  }
}

/// decode_call() without exceptions.
void answer(ModuleCall& call) {
  try {
    static const bool prepared = prepare();
    if (prepared) decode_call(call);
  } catch (const std::bad_alloc&) {
    set_problem(call, ProblemKind::too_large, "out of memory");
  } catch (...) {
    set_corrupt(call);
  }
}

}  // namespace
}  // namespace sleeve

extern "C" __attribute__((visibility("default"))) int32_t sleeve_module_decode(
    sleeve::ModuleCall* call) {
  if (call->version != sleeve::kModuleVersion) return 1;
  // Wherever libvips is loaded too, it has libtiff print its warnings.
  sleeve::run_quietly([call] { sleeve::answer(*call); });
  return 0;
}
