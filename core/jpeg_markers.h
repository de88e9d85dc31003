// Reads the marker segments of a JPEG file: all that is not entropy-coded.
#ifndef SLEEVE_CORE_JPEG_MARKERS_H_
#define SLEEVE_CORE_JPEG_MARKERS_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/pixels.h"

namespace sleeve {

/// Marker codes (the byte after 0xFF) of ITU-T T.81, table B.1.
inline constexpr uint8_t kJpegSof0 = 0xC0;  ///< baseline
inline constexpr uint8_t kJpegSof1 = 0xC1;  ///< extended sequential
inline constexpr uint8_t kJpegSof2 = 0xC2;  ///< progressive
inline constexpr uint8_t kJpegRst0 = 0xD0;  ///< first of eight restarts
inline constexpr uint8_t kJpegEoi = 0xD9;   ///< end of image

/// A Huffman code as DHT defines it (T.81, annex C).
struct JpegHuffmanCode {
  std::array<uint8_t, 16> counts{};  ///< codes of length i + 1
  std::array<uint8_t, 256> symbols{};
  int symbol_count = 0;  ///< 0: not defined

  bool operator==(const JpegHuffmanCode&) const = default;
};

/// A quantisation table in zig-zag order; all 0 when not defined.
using JpegQuantTable = std::array<uint16_t, 64>;

struct JpegComponent {
  uint8_t id = 0;
  uint8_t h = 0;  ///< horizontal sampling factor, 1 to 4
  uint8_t v = 0;  ///< vertical sampling factor, 1 to 4
  uint8_t quant_table = 0;
};

struct JpegFrame {
  uint8_t type = 0;  ///< marker code of the SOF; 0: none seen
  int precision = 0;
  int rows = 0;
  int columns = 0;
  int component_count = 0;
  std::array<JpegComponent, 4> components{};
};

struct JpegScanComponent {
  uint8_t component = 0;  ///< index into JpegFrame::components
  uint8_t dc_table = 0;   ///< 0 to 3
  uint8_t ac_table = 0;   ///< 0 to 3
};

struct JpegScan {
  int component_count = 0;
  std::array<JpegScanComponent, 4> components{};
  int spectral_start = 0;
  int spectral_end = 0;
  int approximation_high = 0;
  int approximation_low = 0;
};

/// Walks from SOI over the segments. What it has seen so far stands in the
/// accessors; views point into the bytes given.
class JpegMarkers {
 public:
  enum class Stop {
    scan,  ///< behind an SOS: entropy-coded data begins at position()
    end,   ///< behind the EOI
    odd,   ///< anything else: not a JPEG, cut short, or not understood
  };

  explicit JpegMarkers(Bytes bytes) : bytes_(bytes) {}

  /// Reads on to the next SOS or EOI. Between scans the caller first moves
  /// past the entropy-coded data with skip_to().
  Stop next();

  size_t position() const { return position_; }
  void skip_to(size_t position) { position_ = position; }

  const JpegFrame& frame() const { return frame_; }
  const JpegScan& scan() const { return scan_; }
  const JpegHuffmanCode& dc_code(int i) const { return codes_[0][i]; }
  const JpegHuffmanCode& ac_code(int i) const { return codes_[1][i]; }
  const JpegQuantTable& quant_table(int i) const { return quant_[i]; }

  /// MCUs between restart markers; 0: none.
  int restart_interval() const { return restart_interval_; }

  /// Whether libjpeg would take three components for luma and chroma.
  bool is_ycbcr() const;

  /// The first EXIF block, from its TIFF header on; empty when there is none.
  Bytes exif() const { return exif_; }

 private:
  bool read_segment(uint8_t marker, Bytes body);
  bool read_frame(uint8_t type, Bytes body);
  bool read_huffman_codes(Bytes body);
  bool read_quant_tables(Bytes body);
  bool read_scan(Bytes body);
  bool find_component(uint8_t id, uint8_t* index) const;
  void read_application(uint8_t marker, Bytes body);

  Bytes bytes_;
  size_t position_ = 0;
  JpegFrame frame_;
  JpegScan scan_;
  std::array<std::array<JpegHuffmanCode, 4>, 2> codes_;
  std::array<JpegQuantTable, 4> quant_{};
  int restart_interval_ = 0;
  bool saw_jfif_ = false;
  bool saw_adobe_ = false;
  uint8_t adobe_transform_ = 0;
  Bytes exif_;
};

}  // namespace sleeve

#endif  // SLEEVE_CORE_JPEG_MARKERS_H_
