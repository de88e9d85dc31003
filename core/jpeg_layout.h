// Where the blocks of a JPEG scan lie, and a walk over them.
#ifndef SLEEVE_CORE_JPEG_LAYOUT_H_
#define SLEEVE_CORE_JPEG_LAYOUT_H_

#include <array>
#include <optional>

#include "core/jpeg_bits.h"
#include "core/jpeg_markers.h"

namespace sleeve {

/// One block of an MCU.
struct JpegMcuBlock {
  int component = 0;  ///< 0: luma
  int row = 0;        ///< in blocks, within the MCU
  int column = 0;
};

/// A scan that contains all of luma: of luma alone, or of all components.
struct JpegLayout {
  int mcu_rows = 0;
  int mcu_columns = 0;
  int luma_rows = 0;     ///< blocks of luma in the scan, padding included
  int luma_columns = 0;  ///< the same
  int block_count = 0;   ///< in an MCU
  std::array<JpegMcuBlock, 10> blocks{};
};

/// The layout of a scan; nothing when it is not of this kind, or when luma
/// has fewer samples than another component.
std::optional<JpegLayout> jpeg_layout(const JpegFrame& frame,
                                      const JpegScan& scan);

/// Calls read(bits, mcu_row, mcu_column) -> bool for each MCU, and restart()
/// behind each restart marker. True when all went well and the MCUs fill the
/// data exactly.
template <class Read, class Restart>
bool walk_mcus(const JpegScanData& data, int mcu_rows, int mcu_columns,
               int restart_interval, Read read, Restart restart) {
  size_t stretch = 0;
  const uint8_t* end = data.end(stretch);
  JpegBits bits(data.begin());
  int left = restart_interval;
  for (int row = 0; row < mcu_rows; ++row) {
    for (int column = 0; column < mcu_columns; ++column) {
      if (restart_interval != 0 && left-- == 0) {
        if (!bits.is_at_end(end)) return false;
        if (++stretch == data.stretches()) return false;
        bits = JpegBits(end);
        end = data.end(stretch);
        left = restart_interval - 1;
        restart();
      }
      if (!read(bits, row, column) || bits.is_beyond(end)) return false;
    }
  }
  return bits.is_at_end(end) && stretch + 1 == data.stretches();
}

}  // namespace sleeve

#endif  // SLEEVE_CORE_JPEG_LAYOUT_H_
