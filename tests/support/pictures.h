// Makes test pictures: cover-like scenes, the same on every machine, and their
// encoded forms.
#ifndef SLEEVE_TESTS_SUPPORT_PICTURES_H_
#define SLEEVE_TESTS_SUPPORT_PICTURES_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/pixels.h"

namespace sleeve {

/// A scene of gradients, texture, shapes and letter-like blocks. The same
/// `seed` gives the same scene at every size. `channels` is 1 (grey), 2 (grey
/// and alpha), 3 (RGB) or 4 (RGBA); the alpha runs from 0 to 255.
Image make_picture(uint32_t seed, int rows, int columns, int channels);

/// An Image of the same samples as `pixels`.
Image copy_of(const Pixels& pixels);

/// Whether shape and samples are the same; the extent is not compared.
bool same_samples(const Pixels& a, const Pixels& b);

struct JpegOptions {
  int quality = 90;
  int horizontal_sampling = 2;  ///< of luma against chroma: 1, 2 or 4
  int vertical_sampling = 2;
  bool progressive = false;
  bool arithmetic = false;
  bool rgb = false;          ///< stored as RGB, not YCbCr
  bool cmyk = false;         ///< stored as inverted CMYK with an Adobe marker
  bool ycck = false;         ///< the same, as YCCK
  int restart_interval = 0;  ///< in MCUs; 0 for none
  int orientation = 0;       ///< written as EXIF when not 0
};

/// 1 and 2 channels make a grey JPEG; alpha is dropped.
std::vector<uint8_t> encode_jpeg(const Pixels& pixels,
                                 const JpegOptions& options = {});

struct PngOptions {
  int bits = 8;          ///< 1, 2, 4 or 8 for grey and palette; 8 or 16 else
  bool palette = false;  ///< at most 2^bits colours of a fixed palette
  bool transparent = false;  ///< tRNS: palette entry 0 half, or grey 0 clear
  bool interlaced = false;
  int orientation = 0;  ///< written as eXIf when not 0
};

/// Samples are reduced to `bits` by shifting, widened by repetition.
std::vector<uint8_t> encode_png(const Pixels& pixels,
                                const PngOptions& options = {});

/// `quality` above 100 is lossless. Alpha is kept.
std::vector<uint8_t> encode_webp(const Pixels& pixels, int quality = 90);
std::vector<uint8_t> encode_tiff(const Pixels& pixels);
std::vector<uint8_t> encode_bmp(const Pixels& pixels);

/// Through libvips: "gif", "webp", "tiff", "avif", "heic" or "jxl". More than
/// one frame, all of one shape, makes an animation or several pages. An
/// `orientation` other than 0 goes into the metadata. Throws
/// std::runtime_error when this machine has no such encoder.
std::vector<uint8_t> encode_by_vips(const std::string& format,
                                    const std::vector<const Image*>& frames,
                                    const std::string& options = "",
                                    int orientation = 0);

/// An EXIF block (a TIFF header and one entry) that asks for `orientation`.
std::vector<uint8_t> exif_block(int orientation);

void write_file(const std::filesystem::path& path,
                const std::vector<uint8_t>& bytes);
std::vector<uint8_t> read_file(const std::filesystem::path& path);

}  // namespace sleeve

#endif  // SLEEVE_TESTS_SUPPORT_PICTURES_H_
