#include "tests/support/audio.h"

#include "screen/ed25519.h"
#include "tests/support/metadata.h"

namespace sleeve {
namespace {

constexpr uint32_t kFrontCover = 3;

std::string le32(uint32_t number) {
  const std::string big = be32(number);
  return {big.rbegin(), big.rend()};
}

std::string sized(std::string_view text) {
  return le32(static_cast<uint32_t>(text.size())) + std::string(text);
}

std::string comments(std::string_view title, std::string_view more = "") {
  std::string lines = sized("ALBUM=" + std::string(title));
  if (!more.empty()) lines += sized(more);
  return sized("tests") + le32(more.empty() ? 1 : 2) + lines;
}

std::string picture_block(std::string_view picture) {
  const std::string media = "image/png";
  return be32(kFrontCover) + be32(media.size()) + media +
         std::string(20, '\0') + be32(picture.size()) + std::string(picture);
}

std::string frame(const std::string& name, const std::string& data) {
  return name + be32(data.size()) + be16(0) + data;
}

std::string atom(const std::string& name, const std::string& data) {
  return be32(8 + data.size()) + name + data;
}

std::string page(uint32_t number, const std::string& packet) {
  const size_t pieces = packet.size() / 255;
  return std::string("OggS\0", 5) + (number == 0 ? '\2' : '\0') +
         std::string(8, '\0') + le32(7) + le32(number) + le32(0) +
         static_cast<char>(pieces + 1) + std::string(pieces, '\xff') +
         static_cast<char>(packet.size() % 255) + packet;
}

}  // namespace

std::string mp3_of(std::string_view title, std::string_view picture) {
  using namespace std::string_literals;
  const std::string frames =
      frame("TALB", "\0"s + std::string(title)) +
      frame("APIC", "\0image/png\0\3\0"s + std::string(picture));
  std::string size;
  for (const int shift : {21, 14, 7, 0}) {
    size += static_cast<char>(frames.size() >> shift & 127);
  }
  return "ID3\3\0\0"s + size + frames;
}

std::string flac_of(std::string_view title, std::string_view picture) {
  const auto block = [](int type, const std::string& data) {
    return static_cast<char>(type) + be32(data.size()).substr(1) + data;
  };
  return "fLaC" + block(0, std::string(34, '\0')) + block(4, comments(title)) +
         block(0x80 | 6, picture_block(picture));
}

std::string ogg_of(std::string_view title, std::string_view picture) {
  using namespace std::string_literals;
  const std::string block =
      "METADATA_BLOCK_PICTURE=" + base64(picture_block(picture));
  return page(0, "\1vorbis"s + le32(0) + '\1' + le32(44100) + le32(0) +
                     le32(0) + le32(0) + "\xb8\1") +
         page(1, "\3vorbis" + comments(title, block) + "\1") +
         page(2, "\5vorbis");
}

std::string m4a_of(std::string_view title, std::string_view picture) {
  const auto data = [](uint32_t kind, std::string_view value) {
    return atom("data", be32(kind) + be32(0) + std::string(value));
  };
  const std::string items = atom(
                                "\xa9"
                                "alb",
                                data(1, title)) +
                            atom("covr", data(14, picture));
  const std::string handler =
      atom("hdlr", std::string(8, '\0') + "mdirappl" + std::string(9, '\0'));
  const std::string meta =
      atom("meta", be32(0) + handler + atom("ilst", items));
  return atom("ftyp", "M4A " + be32(0)) + atom("moov", atom("udta", meta)) +
         atom("mdat", "");
}

}  // namespace sleeve
