// Makes JPEG files of every kind for tests, from pictures made on the spot.
#include "tests/support/jpeg_encoder.h"

// jpeglib.h needs <cstdio> before it.
// clang-format off
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>

namespace sleeve {
namespace {

// A sum of 12 uniform numbers: the standard library's normal distribution
// differs between implementations.
double normal(std::mt19937& random) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += random() / 4294967296.0;
  return sum;
}

J_COLOR_SPACE input_space(int channels) {
  return channels == 1 ? JCS_GRAYSCALE : channels == 3 ? JCS_RGB : JCS_CMYK;
}

void set_components(const JpegTestSpec& spec, jpeg_compress_struct* info) {
  if (spec.stored_as_rgb) jpeg_set_colorspace(info, JCS_RGB);
  if (spec.stored_as_ycck) jpeg_set_colorspace(info, JCS_YCCK);
  for (int i = 0; i < info->num_components; ++i) {
    const bool luma = i == 0 || i == 3;
    info->comp_info[i].h_samp_factor = luma ? spec.luma_h : spec.chroma_h;
    info->comp_info[i].v_samp_factor = luma ? spec.luma_v : spec.chroma_v;
  }
}

std::vector<jpeg_scan_info> script(const JpegTestSpec& spec) {
  std::vector<jpeg_scan_info> scans;
  for (const JpegTestScan& scan : spec.scans) {
    jpeg_scan_info& info = scans.emplace_back();
    info = {};
    info.comps_in_scan = scan.last - scan.first + 1;
    for (int i = 0; i < info.comps_in_scan; ++i) {
      info.component_index[i] = scan.first + i;
    }
    info.Ss = scan.spectral_start;
    info.Se = scan.spectral_end;
    info.Ah = scan.approximation_high;
    info.Al = scan.approximation_low;
  }
  return scans;
}

void write_exif(const std::vector<uint8_t>& tiff, jpeg_compress_struct* info) {
  if (tiff.empty()) return;
  std::vector<uint8_t> body = {'E', 'x', 'i', 'f', 0, 0};
  body.insert(body.end(), tiff.begin(), tiff.end());
  jpeg_write_marker(info, JPEG_APP0 + 1, body.data(),
                    static_cast<unsigned>(body.size()));
}

}  // namespace

std::string JpegTestSpec::name() const {
  std::string text =
      std::to_string(columns) + "x" + std::to_string(rows) + " channels " +
      std::to_string(channels) + " q" + std::to_string(quality) + " sampling " +
      std::to_string(luma_h) + "x" + std::to_string(luma_v) + "/" +
      std::to_string(chroma_h) + "x" + std::to_string(chroma_v) + " restart " +
      std::to_string(restart_interval) + " seed " + std::to_string(seed);
  if (optimised) text += " optimised";
  if (progressive) text += " progressive";
  if (arithmetic) text += " arithmetic";
  if (!scans.empty()) text += " own scans";
  return text;
}

std::vector<uint8_t> test_samples(const JpegTestSpec& spec) {
  std::mt19937 random(spec.seed);
  std::vector<uint8_t> samples;
  samples.reserve(size_t{1} * spec.rows * spec.columns * spec.channels);
  const double phase = random() % 628 / 100.0;
  for (int r = 0; r < spec.rows; ++r) {
    for (int c = 0; c < spec.columns; ++c) {
      const bool edge = (r / 19 + c / 13) % 3 == 0;
      for (int channel = 0; channel < spec.channels; ++channel) {
        const double value =
            128 + 70 * std::sin(phase + channel + r * 0.051 + c * 0.023) +
            (edge ? 40 : -20) + spec.noise * normal(random);
        samples.push_back(static_cast<uint8_t>(std::clamp(value, 0.0, 255.0)));
      }
    }
  }
  return samples;
}

std::vector<uint8_t> encode_jpeg(const JpegTestSpec& spec) {
  std::vector<uint8_t> samples = test_samples(spec);
  jpeg_compress_struct info;
  jpeg_error_mgr errors;
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* data = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&info, &data, &size);
  info.image_width = spec.columns;
  info.image_height = spec.rows;
  info.input_components = spec.channels;
  info.in_color_space = input_space(spec.channels);
  jpeg_set_defaults(&info);
  set_components(spec, &info);
  jpeg_set_quality(&info, spec.quality, TRUE);
  info.restart_interval = spec.restart_interval;
  info.optimize_coding = spec.optimised;
  info.arith_code = spec.arithmetic;
  const std::vector<jpeg_scan_info> scans = script(spec);
  if (!scans.empty()) {
    info.scan_info = scans.data();
    info.num_scans = static_cast<int>(scans.size());
  } else if (spec.progressive) {
    jpeg_simple_progression(&info);
  }
  jpeg_start_compress(&info, TRUE);
  write_exif(spec.exif, &info);
  for (int r = 0; r < spec.rows; ++r) {
    JSAMPROW row = &samples[size_t{1} * r * spec.columns * spec.channels];
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  std::vector<uint8_t> file(data, data + size);
  std::free(data);
  return file;
}

}  // namespace sleeve
