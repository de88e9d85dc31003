// The module sleeve_opencv.so: decodes WebP and BMP through OpenCV.
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

/// Quiet; once per process.
bool prepare() {
  cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
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

/// Row `r`, where a filling fourth sample becomes opaque; `space` holds it
/// when it must be made.
const uint8_t* row_of(const cv::Mat& picture, int r, bool padded_alpha,
                      std::vector<uint8_t>& space) {
  const auto* row = picture.ptr<uint8_t>(r);
  if (!padded_alpha || picture.channels() != 4) return row;
  space.assign(row, row + static_cast<size_t>(picture.cols) * 4);
  for (size_t i = 3; i < space.size(); i += 4) space[i] = 255;
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
  const cv::Mat picture = cv::imdecode(bytes, cv::IMREAD_UNCHANGED);
  if (picture.empty()) {
    set_corrupt(call);
  } else if (picture.depth() != CV_8U || picture.channels() == 2) {
    set_problem(call, ProblemKind::unsupported_format,
                std::string(name_of(call)) + " of unusual samples");
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
  // imdecode() prints why it cannot, whatever the log level.
  sleeve::run_quietly([call] { sleeve::answer(*call); });
  return 0;
}
