#include "tests/support/metadata.h"

#include <zlib.h>

#include <algorithm>

namespace sleeve {
namespace {

using std::string_literals::operator""s;
using std::string_view_literals::operator""sv;

std::string le(uint64_t number, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text += static_cast<char>(number >> 8 * i);
  return text;
}

std::string be(uint64_t number, int bytes) {
  std::string text = le(number, bytes);
  std::reverse(text.begin(), text.end());
  return text;
}

std::string full_box(std::string_view type, uint8_t version,
                     std::string_view data) {
  return box(type, std::string(1, static_cast<char>(version)) +
                       std::string(3, '\0') + std::string(data));
}

}  // namespace

std::string be16(uint64_t number) { return be(number, 2); }
std::string be32(uint64_t number) { return be(number, 4); }
std::string be64(uint64_t number) { return be(number, 8); }

std::string xmp_packet(std::string_view attributes, std::string_view elements) {
  return "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
         "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
         "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
         "<rdf:Description rdf:about=\"\""
         " xmlns:plus=\"http://ns.useplus.org/ldf/xmp/1.0/\""
         " xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
         " xmlns:xmpRights=\"http://ns.adobe.com/xap/1.0/rights/\" " +
         std::string(attributes) + ">" + std::string(elements) +
         "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>";
}

std::string plus_packet(std::string_view code) {
  return xmp_packet("plus:DataMining=\"http://ns.useplus.org/ldf/vocab/" +
                    std::string(code) + "\"");
}

std::string jpeg_segment(uint8_t marker, std::string_view data) {
  return std::string("\xff") + static_cast<char>(marker) +
         be16(data.size() + 2) + std::string(data);
}

std::string jpeg_of(std::string_view segments) {
  return "\xff\xd8" + std::string(segments) +
         jpeg_segment(0xda, "\x01\x01\x00\x00\x3f\x00"sv) + "\xff\xd9";
}

std::string xmp_segment(std::string_view packet) {
  return jpeg_segment(0xe1,
                      "http://ns.adobe.com/xap/1.0/\0"s + std::string(packet));
}

std::string extended_xmp(std::string_view packet, size_t piece) {
  const std::string guid(32, 'A');
  std::string segments =
      xmp_segment(xmp_packet("xmlns:xmpNote=\"http://ns.adobe.com/xmp/note/\" "
                             "xmpNote:HasExtendedXMP=\"" +
                             guid + "\""));
  for (size_t at = 0; at < packet.size(); at += piece) {
    segments += jpeg_segment(0xe1, "http://ns.adobe.com/xmp/extension/\0"s +
                                       guid + be32(packet.size()) + be32(at) +
                                       std::string(packet.substr(at, piece)));
  }
  return segments;
}

std::string jumbf_segments(std::string_view jumbf, size_t piece) {
  std::string segments;
  uint32_t number = 1;
  for (size_t at = 0; at < jumbf.size(); at += piece, ++number) {
    std::string data = "JP" + be16(0x0211) + be32(number);
    if (at > 0) data += jumbf.substr(0, 8);
    segments += jpeg_segment(0xeb, data + std::string(jumbf.substr(at, piece)));
  }
  return segments;
}

std::string png_chunk(std::string_view type, std::string_view data) {
  const std::string body = std::string(type) + std::string(data);
  const auto sum = ::crc32(0, reinterpret_cast<const Bytef*>(body.data()),
                           static_cast<uInt>(body.size()));
  return be32(data.size()) + body + be32(sum);
}

std::string png_of(std::string_view chunks) {
  return "\x89PNG\r\n\x1a\n" +
         png_chunk("IHDR", be32(8) + be32(8) + "\x08\0\0\0\0"s) +
         std::string(chunks) + png_chunk("IEND", "");
}

std::string zlib_packed(std::string_view text) {
  std::string packed(::compressBound(text.size()), '\0');
  uLongf size = packed.size();
  ::compress(reinterpret_cast<Bytef*>(packed.data()), &size,
             reinterpret_cast<const Bytef*>(text.data()), text.size());
  packed.resize(size);
  return packed;
}

std::string webp_chunk(std::string_view type, std::string_view data) {
  return std::string(type) + le(data.size(), 4) + std::string(data) +
         std::string(data.size() % 2, '\0');
}

std::string webp_of(std::string_view chunks) {
  const std::string all =
      "WEBP" + webp_chunk("VP8X", std::string(10, '\0')) + std::string(chunks);
  return "RIFF" + le(all.size(), 4) + all;
}

std::string gif_of(std::string_view extensions) {
  return "GIF89a" + le(1, 2) + le(1, 2) + "\0\0\0"s + std::string(extensions) +
         "\x2c"s + std::string(4, '\0') + le(1, 2) + le(1, 2) + "\0"s +
         "\x02\x02\x4c\x01\0"s + "\x3b";
}

std::string gif_xmp(std::string_view packet) {
  std::string extension = "\x21\xff\x0bXMP DataXMP" + std::string(packet);
  extension += '\x01';
  for (int i = 255; i >= 0; --i) extension += static_cast<char>(i);
  return extension + '\0';
}

std::string gif_comment(std::string_view text) {
  return "\x21\xfe"s + static_cast<char>(text.size()) + std::string(text) +
         '\0';
}

std::string tiff_of(const std::vector<TiffEntry>& entries) {
  const size_t data_at = 8 + 2 + 12 * entries.size() + 4;
  std::string directory = be16(entries.size());
  std::string data;
  for (const TiffEntry& entry : entries) {
    directory += be16(entry.tag) + be16(entry.type) + be32(entry.data.size());
    if (entry.data.size() <= 4) {
      directory += entry.data + std::string(4 - entry.data.size(), '\0');
    } else {
      directory += be32(data_at + data.size());
      data += entry.data;
    }
  }
  return "MM\0*"s + be32(8) + directory + be32(0) + data;
}

std::string box(std::string_view type, std::string_view data) {
  return be32(data.size() + 8) + std::string(type) + std::string(data);
}

std::string avif_of(std::string_view packet, std::string_view exif,
                    std::string_view more_boxes) {
  const std::string exif_item = exif.empty() ? "" : be32(0) + std::string(exif);
  std::string items;
  std::string places;
  uint16_t count = 0;
  const auto add = [&](std::string_view type, std::string_view content,
                       uint64_t offset, uint64_t size) {
    ++count;
    items += full_box("infe", 2,
                      be16(count) + be16(0) + std::string(type) + '\0' +
                          std::string(content));
    places +=
        be16(count) + be16(1) + be16(0) + be16(1) + be32(offset) + be32(size);
  };
  if (!packet.empty()) {
    add("mime", "application/rdf+xml\0"sv, 0, packet.size());
  }
  if (!exif.empty()) add("Exif", "", packet.size(), exif_item.size());
  const std::string meta =
      full_box("iinf", 0, be16(count) + items) +
      full_box("iloc", 1, "\x44\0"s + be16(count) + places) +
      box("idat", std::string(packet) + exif_item);
  return box("ftyp", "avif\0\0\0\0avif"sv) + full_box("meta", 0, meta) +
         std::string(more_boxes) + box("mdat", "picture");
}

std::string jpeg_xl_of(std::string_view boxes) {
  return box("JXL ", "\r\n\x87\n") + box("ftyp", "jxl \0\0\0\0jxl "sv) +
         std::string(boxes) + box("jxlc", "\xff\x0a picture");
}

std::string superbox(std::string_view type, std::string_view label,
                     std::string_view content) {
  const auto uuid = "\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71"sv;
  const std::string about = std::string(type) + std::string(uuid) + '\x03' +
                            std::string(label) + '\0';
  return box("jumb", box("jumd", about) + std::string(content));
}

std::string manifest_store(const std::vector<std::string>& assertions) {
  std::string manifests;
  for (size_t i = 0; i < assertions.size(); ++i) {
    manifests += superbox("c2ma", "urn:c2pa:" + std::to_string(i),
                          superbox("c2as", "c2pa.assertions", assertions[i]));
  }
  return superbox("c2pa", "c2pa", manifests);
}

std::string cbor_assertion(std::string_view label, std::string_view cbor) {
  return superbox("cbor", label, box("cbor", cbor));
}

std::string json_assertion(std::string_view label, std::string_view json) {
  return superbox("json", label, box("json", json));
}

std::string cbor_text(std::string_view text) {
  return "\x79" + be16(text.size()) + std::string(text);
}

std::string cbor_map(
    const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::string map(1, static_cast<char>(0xa0 + pairs.size()));
  for (const auto& [key, value] : pairs) map += cbor_text(key) + value;
  return map;
}

std::string training_entries(std::string_view key, std::string_view use) {
  return cbor_map(
      {{"entries",
        cbor_map({{std::string(key), cbor_map({{"use", cbor_text(use)}})}})}});
}

std::string iptc_dataset(uint8_t record, uint8_t number,
                         std::string_view data) {
  return "\x1c" + std::string(1, static_cast<char>(record)) +
         static_cast<char>(number) + be16(data.size()) + std::string(data);
}

std::string photoshop_resource(uint16_t id, std::string_view data) {
  return "8BIM" + be16(id) + be16(0) + be32(data.size()) + std::string(data) +
         std::string(data.size() % 2, '\0');
}

}  // namespace sleeve
