// The module sleeve_vips.so: decodes GIF, HEIF, AVIF, JPEG XL, TIFF and
// animated WebP through libvips. OpenCV reads TIFF too, but takes planes of 16
// bits for one another, multiplies by alpha, and knows no 2 or 4 bits.
#include <vips/vips.h>

#include <memory>
#include <new>
#include <string>
#include <vector>

#include "core/flatten.h"
#include "core/module_call.h"
#include "core/quiet_thread.h"

namespace sleeve {
namespace {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
using Picture = std::unique_ptr<VipsImage, Unref>;
using Region = std::unique_ptr<VipsRegion, Unref>;

const char* name_of(const ModuleCall& call) {
  return format_name(static_cast<Format>(call.format));
}

/// libvips keeps its messages in one buffer for all threads, so that they
/// cannot be told apart; the same bytes must always give the same reason.
void set_corrupt(ModuleCall& call) {
  vips_error_clear();
  set_problem(call, ProblemKind::corrupt,
              std::string("corrupt ") + name_of(call));
}

/// Starts libvips without cache or threads of its own, and with its untrusted
/// loaders blocked; JPEG XL is among those, and let through by name. A program
/// that uses libvips itself keeps its settings. False when it cannot start.
bool prepare() {
  const bool in_use = g_type_from_name("VipsObject") != 0;
  if (vips_init("sleeve") != 0) return false;
  if (in_use) return true;
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  vips_block_untrusted_set(TRUE);
  vips_operation_block_set("VipsForeignLoadJxl", FALSE);
  return true;
}

/// Opens the first frame. Sequential access keeps libvips from decoding into
/// memory of its own, on threads that outlive the call.
Picture open_picture(const ModuleCall& call) {
  void* bytes = const_cast<uint8_t*>(call.bytes);
  const size_t size = call.size;
  VipsImage* image = nullptr;
  auto load = [&](auto loader, auto... options) {
    loader(bytes, size, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
           VIPS_FAIL_ON_TRUNCATED, options..., nullptr);
  };
  switch (static_cast<Format>(call.format)) {
    case Format::gif:
      load(vips_gifload_buffer, "n", 1);
      break;
    case Format::tiff:
      load(vips_tiffload_buffer, "n", 1);
      break;
    case Format::webp:
      load(vips_webpload_buffer, "n", 1);
      break;
    case Format::jpeg_xl:
      load(vips_jxlload_buffer);
      break;
    default:
      load(vips_heifload_buffer, "n", 1);
  }
  return Picture(image);
}

/// Whether the samples can be handed out as they are: grey or RGB of 8 or 16
/// bits. JPEG XL may hold floats, TIFF colours of Lab or CMYK.
bool is_plain(const VipsImage& picture) {
  if (picture.Coding != VIPS_CODING_NONE) return false;
  if (picture.BandFmt != VIPS_FORMAT_UCHAR &&
      picture.BandFmt != VIPS_FORMAT_USHORT) {
    return false;
  }
  switch (picture.Type) {
    case VIPS_INTERPRETATION_CMYK:
    case VIPS_INTERPRETATION_LAB:
    case VIPS_INTERPRETATION_LABQ:
    case VIPS_INTERPRETATION_LABS:
    case VIPS_INTERPRETATION_XYZ:
      return false;
    default:
      return true;
  }
}

/// The same picture in plain samples; null when libvips cannot convert it.
Picture in_plain_samples(Picture picture) {
  if (is_plain(*picture)) return picture;
  VipsImage* image = nullptr;
  vips_colourspace(picture.get(), &image, VIPS_INTERPRETATION_sRGB, nullptr);
  return Picture(image);
}

Layout layout_of(int bands) {
  constexpr Layout kLayouts[] = {Layout::grey, Layout::grey_alpha, Layout::rgb,
                                 Layout::rgba};
  return kLayouts[bands - 1];
}

/// Row by row on this thread: libvips' own sinks would start others.
bool copy_rows(VipsImage* picture, Channels wanted, uint8_t* out) {
  const int columns = picture->Xsize;
  const Layout layout = layout_of(picture->Bands);
  const size_t out_bytes =
      static_cast<size_t>(columns) * wanted_channels(layout, wanted);
  const bool wide = picture->BandFmt == VIPS_FORMAT_USHORT;
  const size_t samples = static_cast<size_t>(columns) * picture->Bands;
  std::vector<uint8_t> narrow(wide ? samples : 0);
  const Region region(vips_region_new(picture));
  for (int top = 0; top < picture->Ysize; ++top) {
    const VipsRect line{0, top, columns, 1};
    if (vips_region_prepare(region.get(), &line) != 0) return false;
    const auto* in = VIPS_REGION_ADDR(region.get(), 0, top);
    if (wide) {
      const auto* samples16 = reinterpret_cast<const uint16_t*>(in);
      for (size_t i = 0; i < samples; ++i) {
        narrow[i] = static_cast<uint8_t>(samples16[i] >> 8);
      }
    }
    convert_row(wide ? narrow.data() : in, layout, columns, wanted,
                out + top * out_bytes);
  }
  return true;
}

int64_t pages_of(VipsImage* picture) {
  int pages = 1;
  if (vips_image_get_typeof(picture, VIPS_META_N_PAGES) != 0) {
    vips_image_get_int(picture, VIPS_META_N_PAGES, &pages);
  }
  return pages;
}

void decode_call(ModuleCall& call) {
  Picture picture = open_picture(call);
  if (!picture) return set_corrupt(call);
  const int64_t rows = picture->Ysize;
  const int64_t columns = picture->Xsize;
  const int64_t pages = pages_of(picture.get());
  picture = in_plain_samples(std::move(picture));
  if (!picture) return set_corrupt(call);
  if (picture->Bands > 4 || !is_plain(*picture)) {
    return set_problem(call, ProblemKind::unsupported_format,
                       std::string(name_of(call)) + " of unusual channels");
  }
  const auto wanted = static_cast<Channels>(call.channels);
  const int channels = wanted_channels(layout_of(picture->Bands), wanted);
  uint8_t* out = call.allocate(call.context, rows, columns, pages, channels);
  if (out == nullptr) return set_problem(call, ProblemKind::too_large, "");
  if (!copy_rows(picture.get(), wanted, out)) set_corrupt(call);
}

/// decode_call() without exceptions.
void answer(ModuleCall& call) {
  try {
    static const bool prepared = prepare();
    if (prepared) {
      decode_call(call);
    } else {
      set_problem(call, ProblemKind::unsupported_format,
                  "libvips does not start");
    }
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
  sleeve::run_quietly([call] {
    sleeve::answer(*call);
    vips_thread_shutdown();
  });
  return 0;
}
