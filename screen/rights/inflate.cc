#include "screen/rights/inflate.h"

#include <brotli/decode.h>
#include <zlib.h>

#include <algorithm>
#include <memory>

namespace sleeve {
namespace {

constexpr size_t kPieceBytes = 16 << 10;
constexpr int kZlibOrGzip = 15 + 32;  // told from the first bytes

struct Inflater {
  z_stream stream{};
  bool ready = false;

  Inflater() { ready = ::inflateInit2(&stream, kZlibOrGzip) == Z_OK; }
  ~Inflater() {
    if (ready) ::inflateEnd(&stream);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
};

}  // namespace

std::optional<std::string> inflate_zlib(Bytes packed, size_t max_bytes) {
  Inflater inflater;
  if (!inflater.ready) return std::nullopt;
  z_stream& stream = inflater.stream;
  stream.next_in = const_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string text;
  for (;;) {
    const size_t size = text.size();
    text.resize(size + kPieceBytes);
    stream.next_out = reinterpret_cast<Bytef*>(text.data() + size);
    stream.avail_out = kPieceBytes;
    const int state = ::inflate(&stream, Z_NO_FLUSH);
    text.resize(size + kPieceBytes - stream.avail_out);
    if (text.size() > max_bytes) return std::nullopt;
    if (state == Z_STREAM_END) return text;
    if (state != Z_OK) return std::nullopt;
  }
}

std::optional<std::string> inflate_brotli(Bytes packed, size_t max_bytes) {
  const std::unique_ptr<BrotliDecoderState, void (*)(BrotliDecoderState*)>
      decoder(::BrotliDecoderCreateInstance(nullptr, nullptr, nullptr),
              ::BrotliDecoderDestroyInstance);
  if (!decoder) return std::nullopt;
  size_t left = packed.size();
  const uint8_t* from = packed.data();
  std::string text;
  for (;;) {
    const size_t size = text.size();
    text.resize(size + kPieceBytes);
    auto* to = reinterpret_cast<uint8_t*>(text.data() + size);
    size_t room = kPieceBytes;
    const auto state = ::BrotliDecoderDecompressStream(
        decoder.get(), &left, &from, &room, &to, nullptr);
    text.resize(size + kPieceBytes - room);
    if (text.size() > max_bytes) return std::nullopt;
    if (state == BROTLI_DECODER_RESULT_SUCCESS) return text;
    if (state != BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) return std::nullopt;
  }
}

uint32_t crc32_of(Bytes bytes) {
  return static_cast<uint32_t>(
      ::crc32(0, bytes.data(), static_cast<uInt>(bytes.size())));
}

}  // namespace sleeve
