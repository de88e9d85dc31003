// The slow twin of our JPEG reader: luma's coefficients from libjpeg-turbo.
#include "tests/support/jpeg_twin.h"

// jpeglib.h needs <cstdio> before it.
// clang-format off
#include <cstdio>
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

#include <cmath>
#include <csetjmp>
#include <numbers>

#include "core/jpeg_bits.h"
#include "core/jpeg_markers.h"

namespace sleeve {
namespace {

struct ErrorManager {
  jpeg_error_mgr base;
  std::jmp_buf jump;
};

[[noreturn]] void fail(j_common_ptr info) {
  std::longjmp(reinterpret_cast<ErrorManager*>(info->err)->jump, 1);
}

void fail_on_warning(j_common_ptr info, int level) {
  const int code = info->err->msg_code;
  if (level < 0 && code != JWRN_ADOBE_XFORM && code != JWRN_EXTRANEOUS_DATA &&
      code != JWRN_JFIF_MAJOR) {
    fail(info);
  }
}

void fail_on_many_scans(j_common_ptr info) {
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > 100) {
    fail(info);
  }
}

void copy_luma(jpeg_decompress_struct& info, jvirt_barray_ptr array,
               LumaCoefficients* luma) {
  const jpeg_component_info& component = info.comp_info[0];
  // In natural order the zig-zag positions 0 to 4 are these.
  constexpr std::array<int, 5> kNatural = {0, 1, 8, 16, 9};
  luma->rows = static_cast<int>(info.image_height);
  luma->columns = static_cast<int>(info.image_width);
  luma->block_rows = static_cast<int>(component.height_in_blocks);
  luma->block_columns = static_cast<int>(component.width_in_blocks);
  luma->progressive = info.progressive_mode != FALSE;
  for (int i = 0; i < 5; ++i) {
    luma->steps[i] = component.quant_table->quantval[kNatural[i]];
  }
  for (int r = 0; r < luma->block_rows; ++r) {
    JBLOCKARRAY row = info.mem->access_virt_barray(
        reinterpret_cast<j_common_ptr>(&info), array, r, 1, FALSE);
    for (int c = 0; c < luma->block_columns; ++c) {
      for (int i = 0; i < 5; ++i) {
        luma->blocks[size_t{1} * r * luma->block_columns + c][i] =
            row[0][c][kNatural[i]];
      }
    }
  }
}

}  // namespace

std::optional<LumaCoefficients> read_luma_coefficients(Bytes file) {
  LumaCoefficients luma;
  jpeg_decompress_struct info;
  ErrorManager errors;
  info.err = jpeg_std_error(&errors.base);
  errors.base.error_exit = fail;
  errors.base.emit_message = fail_on_warning;
  jpeg_progress_mgr progress{};
  progress.progress_monitor = fail_on_many_scans;
  jpeg_create_decompress(&info);
  if (setjmp(errors.jump) != 0) {
    jpeg_destroy_decompress(&info);
    return std::nullopt;
  }
  info.progress = &progress;
  jpeg_mem_src(&info, file.data(), file.size());
  jpeg_read_header(&info, TRUE);
  const uint64_t pixels = uint64_t{info.image_width} * info.image_height;
  if (pixels > 20'000'000) fail(reinterpret_cast<j_common_ptr>(&info));
  jvirt_barray_ptr* arrays = jpeg_read_coefficients(&info);
  luma.blocks.resize(size_t{info.comp_info[0].height_in_blocks} *
                     info.comp_info[0].width_in_blocks);
  copy_luma(info, arrays[0], &luma);
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return luma;
}

std::optional<LumaCoefficients> read_first_scans(Bytes file, int side) {
  JpegMarkers markers(file);
  if (markers.next() != JpegMarkers::Stop::scan) return std::nullopt;
  if (markers.frame().type != kJpegSof2) return read_luma_coefficients(file);
  const int dc_bits = markers.scan().approximation_low;
  size_t end = find_jpeg_marker(file, markers.position());
  int ac_bits = 0;
  if (side == 2) {
    markers.skip_to(end);
    if (markers.next() != JpegMarkers::Stop::scan) return std::nullopt;
    ac_bits = markers.scan().approximation_low;
    end = find_jpeg_marker(file, markers.position());
  }
  std::vector<uint8_t> cut(file.begin(),
                           file.begin() + static_cast<ptrdiff_t>(end));
  cut.insert(cut.end(), {0xFF, kJpegEoi});
  auto luma = read_luma_coefficients(cut);
  if (!luma) return std::nullopt;
  for (auto& block : luma->blocks) {
    block[0] += ((1 << dc_bits) - 1) / 2.0;
    for (int i = 1; i < 5; ++i) {
      if (block[i] == 0) continue;
      block[i] += std::copysign(((1 << ac_bits) - 1) / 2.0, block[i]);
    }
  }
  return luma;
}

std::vector<double> small_luma(const LumaCoefficients& luma, int side) {
  double mean_cosine = 0;
  for (int x : {1, 3, 5, 7}) {
    mean_cosine += std::cos(x * std::numbers::pi / 16) / 4;
  }
  const double edge = std::numbers::sqrt2 * mean_cosine;
  const int rows = (luma.rows * side + 7) / 8;
  const int columns = (luma.columns * side + 7) / 8;
  std::vector<double> samples;
  for (int r = 0; r < rows; ++r) {
    for (int c = 0; c < columns; ++c) {
      const auto& block =
          luma.blocks[size_t{1} * (r / side) * luma.block_columns + c / side];
      double value = block[0] * luma.steps[0];
      if (side == 2) {
        const int s = c % 2 == 0 ? 1 : -1;
        const int t = r % 2 == 0 ? 1 : -1;
        value += edge * (s * block[1] * luma.steps[1] +
                         t * block[2] * luma.steps[2]) +
                 edge * edge * s * t * block[4] * luma.steps[4];
      }
      samples.push_back(128 + value / 8);
    }
  }
  return samples;
}

}  // namespace sleeve
