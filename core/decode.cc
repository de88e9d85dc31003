#include "core/decode.h"

#include <new>
#include <optional>
#include <utility>

#include "core/header.h"
#include "core/jpeg.h"
#include "core/module.h"
#include "core/orientation.h"
#include "core/png.h"
#include "core/unknown_bytes.h"

namespace sleeve {
namespace {

/// What a module's allocate() needs, and what it leaves behind.
struct Allocation {
  const Limits& limits;
  Decoded& decoded;
  std::optional<Problem> refusal;
  bool out_of_memory = false;
};

/// The decoder knows the size now: the last chance to find it too large.
uint8_t* allocate(void* context, int64_t rows, int64_t columns, int64_t frames,
                  int32_t channels) {
  auto& allocation = *static_cast<Allocation*>(context);
  allocation.refusal = size_problem(rows, columns, allocation.limits);
  if (!allocation.refusal && frames > 1 &&
      frames > allocation.limits.max_frames) {
    allocation.refusal = frames_problem(allocation.limits);
  }
  if (allocation.refusal) return nullptr;
  try {
    Decoded& decoded = allocation.decoded;
    decoded.rows = static_cast<int>(rows);
    decoded.columns = static_cast<int>(columns);
    decoded.image = Image(decoded.rows, decoded.columns, channels);
    return decoded.image.data();
  } catch (const std::bad_alloc&) {
    allocation.out_of_memory = true;
    return nullptr;
  }
}

Module module_of(Format format, const Header& header) {
  const bool opencv =
      format == Format::bmp || (format == Format::webp && !header.animated);
  return opencv ? Module::opencv : Module::vips;
}

Result<Decoded> decode_by_module(Bytes bytes, Format format,
                                 const Header& header,
                                 const DecodeOptions& options) {
  Decoded decoded;
  decoded.format = format;
  decoded.orientation = header.orientation;
  Allocation allocation{options.limits, decoded, std::nullopt};
  ModuleCall call{};
  call.format = static_cast<int32_t>(format);
  call.channels = static_cast<int32_t>(options.channels);
  call.padded_alpha = header.padded_alpha ? 1 : 0;
  call.bytes = bytes.data();
  call.size = bytes.size();
  call.allocate = allocate;
  call.context = &allocation;
  call_module(module_of(format, header), call);
  if (allocation.out_of_memory) throw std::bad_alloc();
  if (allocation.refusal) return *allocation.refusal;
  if (call.problem < 0) return decoded;
  return Problem{static_cast<ProblemKind>(call.problem), call.reason};
}

Result<Decoded> decode_as_stored(Bytes bytes, Format format,
                                 const DecodeOptions& options) {
  if (format == Format::jpeg) return decode_jpeg(bytes, options);
  const Result<Header> header = read_header(bytes, format, options.limits);
  if (!header) return header.problem();
  if (format == Format::png) return decode_png(bytes, *header, options);
  return decode_by_module(bytes, format, *header, options);
}

}  // namespace

Result<Decoded> decode(Bytes bytes, const DecodeOptions& options) {
  if (bytes.empty()) return explain_unknown(bytes);
  if (bytes.size() > options.limits.max_bytes) {
    return Problem{ProblemKind::too_large,
                   std::to_string(bytes.size()) + " bytes, limit " +
                       std::to_string(options.limits.max_bytes)};
  }
  const Format format = sniff(bytes);
  if (format == Format::unknown) return explain_unknown(bytes);
  Result<Decoded> decoded = decode_as_stored(bytes, format, options);
  if (decoded && options.upright && decoded->orientation != 1) {
    decoded->image =
        turned_upright(decoded->image.pixels(), decoded->orientation);
    if (decoded->orientation >= 5) std::swap(decoded->rows, decoded->columns);
  }
  return decoded;
}

}  // namespace sleeve
