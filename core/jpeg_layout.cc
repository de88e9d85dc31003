// Where the blocks of a JPEG scan lie.
#include "core/jpeg_layout.h"

namespace sleeve {
namespace {

int divide_up(int a, int b) { return (a + b - 1) / b; }

// Whether no component has more samples than luma in either direction.
bool is_luma_largest(const JpegFrame& frame) {
  for (int i = 1; i < frame.component_count; ++i) {
    if (frame.components[i].h > frame.components[0].h) return false;
    if (frame.components[i].v > frame.components[0].v) return false;
  }
  return true;
}

bool is_interleaved(const JpegFrame& frame, const JpegScan& scan) {
  if (scan.component_count != frame.component_count) return false;
  for (int i = 0; i < scan.component_count; ++i) {
    if (scan.components[i].component != i) return false;
  }
  return true;
}

}  // namespace

std::optional<JpegLayout> jpeg_layout(const JpegFrame& frame,
                                      const JpegScan& scan) {
  if (!is_luma_largest(frame)) return std::nullopt;
  JpegLayout layout;
  int h = 1;
  int v = 1;
  if (scan.component_count == 1 && scan.components[0].component == 0) {
    layout.block_count = 1;  // whatever the sampling factors
  } else if (is_interleaved(frame, scan)) {
    h = frame.components[0].h;
    v = frame.components[0].v;
    for (int i = 0; i < frame.component_count; ++i) {
      const JpegComponent& component = frame.components[i];
      for (int b = 0; b < component.h * component.v; ++b) {
        if (layout.block_count == 10) return std::nullopt;
        layout.blocks[layout.block_count++] = {i, b / component.h,
                                               b % component.h};
      }
    }
  } else {
    return std::nullopt;
  }
  layout.mcu_rows = divide_up(frame.rows, 8 * v);
  layout.mcu_columns = divide_up(frame.columns, 8 * h);
  layout.luma_rows = layout.mcu_rows * v;
  layout.luma_columns = layout.mcu_columns * h;
  return layout;
}

}  // namespace sleeve
