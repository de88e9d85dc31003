// Makes JPEG files of every kind for tests, from pictures made on the spot.
#ifndef SLEEVE_TESTS_SUPPORT_JPEG_ENCODER_H_
#define SLEEVE_TESTS_SUPPORT_JPEG_ENCODER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "core/pixels.h"

namespace sleeve {

/// One line of a progressive or non-interleaved script: components `first`
/// to `last`, and the parameters of SOS.
struct JpegTestScan {
  int first = 0, last = 0;
  int spectral_start = 0, spectral_end = 63;
  int approximation_high = 0, approximation_low = 0;
};

struct JpegTestSpec {
  int rows = 64;
  int columns = 64;
  int channels = 3;  ///< 1 grey, 3 YCbCr, 4 CMYK
  int quality = 88;
  int luma_h = 2;  ///< sampling factors of luma, beside chroma of 1x1
  int luma_v = 2;
  int chroma_h = 1;
  int chroma_v = 1;
  int restart_interval = 0;  ///< in MCUs
  bool optimised = false;
  bool progressive = false;
  bool arithmetic = false;
  bool stored_as_rgb = false;   ///< no YCbCr transform
  bool stored_as_ycck = false;  ///< of 4 channels
  double noise = 12;            ///< standard deviation, in levels
  uint32_t seed = 1;
  std::vector<JpegTestScan> scans{};  ///< instead of the standard order
  std::vector<uint8_t> exif{};        ///< TIFF block for an APP1 segment

  std::string name() const;
};

/// [rows][columns][channels] samples: smooth shapes, edges and noise.
std::vector<uint8_t> test_samples(const JpegTestSpec& spec);

/// Encodes test_samples(spec) through libjpeg-turbo.
std::vector<uint8_t> encode_jpeg(const JpegTestSpec& spec);

}  // namespace sleeve

#endif  // SLEEVE_TESTS_SUPPORT_JPEG_ENCODER_H_
