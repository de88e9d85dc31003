// Reads luma's lowest frequencies from the first scans of a progressive JPEG.
#include <array>
#include <cstdlib>
#include <vector>

#include "core/jpeg_blocks.h"
#include "core/jpeg_layout.h"
#include "core/jpeg_passes.h"

namespace sleeve {
namespace {

// A block of luma: DC, and the coefficients of a first AC scan, doubled.
struct LowBlock {
  int dc = 0;
  JpegLowCoefficients low{};
};

// Twice the middle of the values that remain possible when the bits below
// `missing_bits` are still to come.
int doubled_middle(int value, int missing_bits) {
  return value * (2 << missing_bits) + (1 << missing_bits) - 1;
}

// Far beyond what 8-bit pictures have, and far from overflow.
constexpr int kMaxDoubledDc = 1 << 16;

struct DcCodes {
  JpegSymbols symbols;
  JpegValueTable values;
};

bool is_first_dc(const JpegScan& scan) {
  return scan.spectral_start == 0 && scan.spectral_end == 0 &&
         scan.approximation_high == 0 && scan.approximation_low <= 3;
}

bool is_first_low_ac(const JpegScan& scan) {
  return scan.component_count == 1 && scan.components[0].component == 0 &&
         scan.spectral_start == 1 && scan.spectral_end >= 4 &&
         scan.spectral_end <= 63 && scan.approximation_high == 0 &&
         scan.approximation_low <= 3;
}

// Builds the tables that the scan uses.
bool build_codes(const JpegMarkers& markers, std::array<DcCodes, 4>* codes) {
  std::array<bool, 4> is_built{};
  for (int i = 0; i < markers.scan().component_count; ++i) {
    const int table = markers.scan().components[i].dc_table;
    if (is_built[table]) continue;
    is_built[table] = true;
    DcCodes& built = (*codes)[table];
    if (!built.symbols.assign(markers.dc_code(table))) return false;
    built.values.build_dc(built.symbols);
  }
  return true;
}

// Reads the DC differences of a scan and calls put(row, column, doubled dc)
// -> bool for each block of luma.
template <class Put>
bool read_dc_scan(const JpegScanData& data, const JpegLayout& layout,
                  const JpegMarkers& markers, Put put) {
  std::array<DcCodes, 4> tables;
  if (!build_codes(markers, &tables)) return false;
  const JpegScan& scan = markers.scan();
  const int luma_h = layout.luma_columns / layout.mcu_columns;
  const int luma_v = layout.luma_rows / layout.mcu_rows;
  int dc = 0;
  return walk_mcus(
      data, layout.mcu_rows, layout.mcu_columns, markers.restart_interval(),
      [&](JpegBits& bits, int mcu_row, int mcu_column) {
        for (int i = 0; i < layout.block_count; ++i) {
          const JpegMcuBlock& block = layout.blocks[i];
          const DcCodes& codes =
              tables[scan.components[block.component].dc_table];
          int difference;
          bits.refill();
          if (!read_dc(bits, codes.symbols, codes.values, &difference)) {
            return false;
          }
          if (block.component != 0) continue;
          dc += difference;
          if (!put(mcu_row * luma_v + block.row,
                   mcu_column * luma_h + block.column,
                   doubled_middle(dc, scan.approximation_low))) {
            return false;
          }
        }
        return true;
      },
      [&] { dc = 0; });
}

// Reads one AC symbol of any length; 31 bits must be ready. The entry covers
// kJpegLongSymbol when it is none.
JpegEntry read_symbol(JpegBits& bits, const JpegSymbols& symbols,
                      const JpegValueTable& values) {
  const JpegEntry entry = values.look_up(bits);
  bits.consume(jpeg_entry_bits(entry));
  if (jpeg_entry_bits(entry) != 0) return entry;
  const int symbol = symbols.read(bits);
  if (symbol < 0) return entry;
  const int run = symbol >> 4;
  const int size = symbol & 15;
  if (size > kMaxJpegAcSize) return entry;
  if (size == 0) {
    return jpeg_entry(0, run == 15 ? 16 : kJpegEndOfBlock + run);
  }
  const int value = jpeg_extend(bits.peek(size), size);
  bits.consume(size);
  return jpeg_entry(0, run + 1, value);
}

// Reads the luma blocks of a first AC scan.
class BandReader {
 public:
  bool assign(const JpegMarkers& markers) {
    spectral_end_ = markers.scan().spectral_end;
    missing_bits_ = markers.scan().approximation_low;
    const int table = markers.scan().components[0].ac_table;
    if (!symbols_.assign(markers.ac_code(table))) return false;
    values_.build_ac(symbols_);
    return true;
  }

  void restart() { blocks_to_skip_ = 0; }

  bool read(JpegBits& bits, JpegLowCoefficients* low) {
    if (blocks_to_skip_ > 0) {
      --blocks_to_skip_;
      return true;
    }
    for (int k = 1; k <= spectral_end_;) {
      bits.refill();
      const JpegEntry entry = read_symbol(bits, symbols_, values_);
      const int advance = jpeg_entry_advance(entry);
      if (advance >= kJpegEndOfBlock) {
        return advance != kJpegLongSymbol &&
               end_bands(bits, advance - kJpegEndOfBlock);
      }
      k += advance;
      const int value = jpeg_entry_value(entry);
      const int middle = doubled_middle(std::abs(value), missing_bits_);
      (*low)[std::min(k - 1, 5)] =
          value == 0 ? 0 : (value < 0 ? -middle : middle);
      if (k > spectral_end_ + 1) return false;
    }
    return true;
  }

 private:
  // The band ends here, and in as many further blocks as `size` bits say.
  bool end_bands(JpegBits& bits, int size) {
    blocks_to_skip_ = (1 << size) - 1;
    if (size == 0) return true;
    blocks_to_skip_ += static_cast<int>(bits.peek(size));
    bits.consume(size);
    return true;
  }

  int spectral_end_ = 0;
  int missing_bits_ = 0;
  int blocks_to_skip_ = 0;
  JpegSymbols symbols_;
  JpegValueTable values_;
};

// The blocks of luma in a scan, padding included.
class LowBlocks {
 public:
  explicit LowBlocks(const JpegLayout& layout)
      : columns_(layout.luma_columns),
        blocks_(size_t{1} * layout.luma_rows * layout.luma_columns) {}

  LowBlock& at(int row, int column) { return blocks_[columns_ * row + column]; }

  bool put(JpegPlane& plane) const {
    int row = 0;
    int column = 0;
    for (const LowBlock& block : blocks_) {
      if (!plane.put_quarters(row, column, block.dc, block.low)) return false;
      if (++column < static_cast<int>(columns_)) continue;
      column = 0;
      ++row;
    }
    return true;
  }

 private:
  size_t columns_;
  std::vector<LowBlock> blocks_;
};

// Reads the scan behind the DC scan into `blocks`.
bool read_ac_scan(Bytes file, JpegMarkers& markers, LowBlocks& blocks) {
  BandReader band;
  if (markers.next() != JpegMarkers::Stop::scan ||
      !is_first_low_ac(markers.scan()) || !band.assign(markers)) {
    return false;
  }
  const auto layout = jpeg_layout(markers.frame(), markers.scan());
  const auto data = JpegScanData::read(file, markers.position());
  if (!layout || !data) return false;
  markers.skip_to(data->marker_position());
  return walk_mcus(
      *data, layout->mcu_rows, layout->mcu_columns, markers.restart_interval(),
      [&](JpegBits& bits, int row, int column) {
        return band.read(bits, &blocks.at(row, column).low);
      },
      [&] { band.restart(); });
}

}  // namespace

std::optional<JpegPlane> read_progressive_luma(Bytes file, JpegMarkers& markers,
                                               int samples_per_side) {
  const auto layout = jpeg_layout(markers.frame(), markers.scan());
  if (!layout || !is_first_dc(markers.scan())) return std::nullopt;
  const auto data = JpegScanData::read(file, markers.position());
  if (!data) return std::nullopt;
  const int quant = markers.frame().components[0].quant_table;
  JpegPlane plane(layout->luma_rows, layout->luma_columns, samples_per_side,
                  markers.quant_table(quant));
  markers.skip_to(data->marker_position());
  if (samples_per_side == 1) {
    if (!read_dc_scan(*data, *layout, markers,
                      [&](int row, int column, int dc) {
                        return plane.put_mean(row, column, dc);
                      })) {
      return std::nullopt;
    }
    return plane;
  }
  LowBlocks blocks(*layout);
  if (!read_dc_scan(*data, *layout, markers,
                    [&](int row, int column, int dc) {
                      blocks.at(row, column).dc = dc;
                      return std::abs(dc) <= kMaxDoubledDc;
                    }) ||
      !read_ac_scan(file, markers, blocks) || !blocks.put(plane)) {
    return std::nullopt;
  }
  return plane;
}

}  // namespace sleeve
