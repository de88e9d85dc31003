// Reads luma's lowest frequencies from a sequential JPEG scan.
#include <array>

#include "core/jpeg_blocks.h"
#include "core/jpeg_codes.h"
#include "core/jpeg_layout.h"
#include "core/jpeg_passes.h"

namespace sleeve {
namespace {

using ComponentCodes = std::array<const JpegCodes*, 4>;

bool is_whole_spectrum(const JpegScan& scan) {
  return scan.spectral_start == 0 && scan.spectral_end == 63 &&
         scan.approximation_high == 0 && scan.approximation_low == 0;
}

bool find_codes(const JpegMarkers& markers, ComponentCodes* codes) {
  for (int i = 0; i < markers.scan().component_count; ++i) {
    const JpegScanComponent& entry = markers.scan().components[i];
    const JpegCodes* found = find_jpeg_codes(markers.dc_code(entry.dc_table),
                                             markers.ac_code(entry.ac_table));
    if (found == nullptr) return false;
    (*codes)[entry.component] = found;
  }
  return true;
}

// The block of luma at (row, column): reads it and puts its samples.
template <int kSide>
bool read_luma_block(JpegBits& bits, const JpegCodes& codes, int row,
                     int column, int* dc, JpegPlane& plane) {
  int difference;
  if constexpr (kSide == 1) {
    if (!read_dc_block(bits, codes, &difference)) return false;
    *dc += difference;
    return plane.put_mean(row, column, 2 * *dc);
  } else {
    JpegLowCoefficients low;
    if (!read_low_block(bits, codes, &difference, &low)) return false;
    *dc += difference;
    for (int& coefficient : low) coefficient *= 2;
    return plane.put_quarters(row, column, 2 * *dc, low);
  }
}

template <int kSide>
bool read_scan(const JpegScanData& data, const JpegLayout& layout,
               const ComponentCodes& codes, int restart_interval,
               JpegPlane& plane) {
  const int luma_h = layout.luma_columns / layout.mcu_columns;
  const int luma_v = layout.luma_rows / layout.mcu_rows;
  int dc = 0;
  return walk_mcus(
      data, layout.mcu_rows, layout.mcu_columns, restart_interval,
      [&](JpegBits& bits, int mcu_row, int mcu_column) {
        for (int i = 0; i < layout.block_count; ++i) {
          const JpegMcuBlock& block = layout.blocks[i];
          if (block.component == 0) {
            if (!read_luma_block<kSide>(
                    bits, *codes[0], mcu_row * luma_v + block.row,
                    mcu_column * luma_h + block.column, &dc, plane)) {
              return false;
            }
          } else {
            int difference;
            if (!read_dc_block(bits, *codes[block.component], &difference)) {
              return false;
            }
          }
        }
        return true;
      },
      [&] { dc = 0; });
}

}  // namespace

std::optional<JpegPlane> read_sequential_luma(Bytes file, JpegMarkers& markers,
                                              int samples_per_side) {
  const auto layout = jpeg_layout(markers.frame(), markers.scan());
  ComponentCodes codes{};
  if (!layout || !is_whole_spectrum(markers.scan()) ||
      !find_codes(markers, &codes)) {
    return std::nullopt;
  }
  const auto data = JpegScanData::read(file, markers.position());
  if (!data) return std::nullopt;
  const int quant = markers.frame().components[0].quant_table;
  JpegPlane plane(layout->luma_rows, layout->luma_columns, samples_per_side,
                  markers.quant_table(quant));
  const auto read = samples_per_side == 1 ? read_scan<1> : read_scan<2>;
  if (!read(*data, *layout, codes, markers.restart_interval(), plane)) {
    return std::nullopt;
  }
  markers.skip_to(data->marker_position());
  return plane;
}

}  // namespace sleeve
