// Puts metadata into picture files of every kind, sound or damaged on purpose.
// The pictures are skeletons: walkers read them, decoders do not.
#ifndef SLEEVE_TESTS_SUPPORT_METADATA_H_
#define SLEEVE_TESTS_SUPPORT_METADATA_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sleeve {

/// An XMP packet around the members of rdf:Description: `attributes` in its
/// tag (with the namespaces plus, xmpRights and dc declared), `elements` in
/// its body.
std::string xmp_packet(std::string_view attributes,
                       std::string_view elements = "");

/// A packet whose plus:DataMining is this code of the PLUS vocabulary.
std::string plus_packet(std::string_view code);

/// Big-endian numbers of 2, 4 and 8 bytes.
std::string be16(uint64_t number);
std::string be32(uint64_t number);
std::string be64(uint64_t number);

/// FF, the marker, the length, the data.
std::string jpeg_segment(uint8_t marker, std::string_view data);

/// A JPEG of these segments and an empty scan.
std::string jpeg_of(std::string_view segments);

/// APP1 with an XMP packet.
std::string xmp_segment(std::string_view packet);

/// APP1 segments with a main packet that points to `packet`, in pieces of
/// `piece` bytes.
std::string extended_xmp(std::string_view packet, size_t piece);

/// APP11 segments with a JUMBF box, in pieces of `piece` bytes.
std::string jumbf_segments(std::string_view box, size_t piece);

/// A chunk with its checksum, and a PNG of such chunks.
std::string png_chunk(std::string_view type, std::string_view data);
std::string png_of(std::string_view chunks);
std::string zlib_packed(std::string_view text);

/// A RIFF chunk, padded, and a WebP of such chunks.
std::string webp_chunk(std::string_view type, std::string_view data);
std::string webp_of(std::string_view chunks);

/// A GIF of these extensions and one frame; XMP and comments as extensions.
std::string gif_of(std::string_view extensions);
std::string gif_xmp(std::string_view packet);
std::string gif_comment(std::string_view text);

/// A big-endian TIFF whose only directory has these entries: tag, type, data.
struct TiffEntry {
  uint16_t tag;
  uint16_t type;
  std::string data;
};
std::string tiff_of(const std::vector<TiffEntry>& entries);

/// A box of ISO media files and JPEG XL.
std::string box(std::string_view type, std::string_view data);

/// An AVIF whose meta box has one item of XMP and one of EXIF (TIFF bytes);
/// what is empty is left out.
std::string avif_of(std::string_view packet, std::string_view exif,
                    std::string_view more_boxes = "");

/// A JPEG XL container with these boxes.
std::string jpeg_xl_of(std::string_view boxes);

/// A JUMBF superbox: type letters, label, content boxes.
std::string superbox(std::string_view type, std::string_view label,
                     std::string_view content);

/// A manifest store whose manifests hold these assertions each.
std::string manifest_store(const std::vector<std::string>& assertions);

/// An assertion superbox with CBOR or JSON in it.
std::string cbor_assertion(std::string_view label, std::string_view cbor);
std::string json_assertion(std::string_view label, std::string_view json);

/// CBOR: text strings, and a map of pairs that are CBOR already.
std::string cbor_text(std::string_view text);
std::string cbor_map(
    const std::vector<std::pair<std::string, std::string>>& pairs);

/// {"entries": {key: {"use": use}}}
std::string training_entries(std::string_view key, std::string_view use);

/// An IPTC-IIM dataset, and a Photoshop resource.
std::string iptc_dataset(uint8_t record, uint8_t number, std::string_view data);
std::string photoshop_resource(uint16_t id, std::string_view data);

}  // namespace sleeve

#endif  // SLEEVE_TESTS_SUPPORT_METADATA_H_
