#include "core/unknown_bytes.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "core/header_bytes.h"

namespace sleeve {
namespace {

using std::string_view_literals::operator""sv;

struct Signature {
  int offset;
  std::string_view bytes;
  std::string_view name;
};

constexpr Signature kPictures[] = {
    {0, "8BPS"sv, "PSD"},
    {0, "\0\0\1\0"sv, "ICO"},
    {0, "\0\0\2\0"sv, "CUR"},
    {0, "icns"sv, "ICNS"},
    {0, "\0\0\0\x0cjP  \r\n\x87\n"sv, "JPEG 2000"},
    {0, "\xff\x4f\xff\x51"sv, "JPEG 2000"},
    {0, "II\xbc\1"sv, "JPEG XR"},
    {0, "II+\0\x08\0\0\0"sv, "BigTIFF"},
    {0, "MM\0+\0\x08\0\0"sv, "BigTIFF"},
    {0, "\x76\x2f\x31\x01"sv, "OpenEXR"},
    {0, "#?RADIANCE"sv, "Radiance HDR"},
    {0, "gimp xcf"sv, "XCF"},
    {0, "DDS "sv, "DDS"},
    {0, "qoif"sv, "QOI"},
    {0, "FLIF"sv, "FLIF"},
    {0, "BPG\xfb"sv, "BPG"},
    {0, "AT&TFORM"sv, "DjVu"},
    {0, "\x8aMNG\r\n\x1a\n"sv, "MNG"},
    {0, "\x8bJNG\r\n\x1a\n"sv, "JNG"},
    {0, "\xd7\xcd\xc6\x9a"sv, "WMF"},
    {40, " EMF"sv, "EMF"},
    {0, "%PDF-"sv, "PDF"},
    {0, "%!PS"sv, "PostScript"},
    {0, "\xc5\xd0\xd3\xc6"sv, "EPS"},
    {0, "FUJIFILMCCD-RAW"sv, "camera raw"},
    {0, "IIRO"sv, "camera raw"},
    {0, "IIU\0"sv, "camera raw"},
    {6, "HEAPCCDR"sv, "camera raw"},
    {0, "SIMPLE  ="sv, "FITS"},
    {0, "\x59\xa6\x6a\x95"sv, "Sun raster"},
    {0, "/* XPM */"sv, "XPM"},
    {0, "\x01\xda\0\x01"sv, "SGI"},
    {0, "\x01\xda\1\x01"sv, "SGI"},
    {0, "\x0a\5\1"sv, "PCX"},
};

constexpr Signature kOthers[] = {
    {0, "PK\3\4"sv, "ZIP archive"},
    {0, "PK\5\6"sv, "ZIP archive"},
    {0, "\x1f\x8b"sv, "gzip data"},
    {0, "BZh"sv, "bzip2 data"},
    {0,
     "\xfd"
     "7zXZ\0"sv,
     "xz data"},
    {0, "\x28\xb5\x2f\xfd"sv, "zstd data"},
    {0, "Rar!\x1a\7"sv, "RAR archive"},
    {0, "7z\xbc\xaf\x27\x1c"sv, "7z archive"},
    {257, "ustar"sv, "tar archive"},
    {0,
     "\x7f"
     "ELF"sv,
     "ELF binary"},
    {0, "MZ"sv, "Windows program"},
    {0, "ID3"sv, "MP3 audio"},
    {0, "OggS"sv, "Ogg media"},
    {0, "fLaC"sv, "FLAC audio"},
    {8, "WAVE"sv, "WAV audio"},
    {8, "AVI "sv, "AVI video"},
    {4, "ftyp"sv, "MP4 media"},
    {0, "\x1a\x45\xdf\xa3"sv, "Matroska media"},
    {0, "SQLite format 3\0"sv, "SQLite database"},
    {0, "\0\1\0\0\0"sv, "TrueType font"},
    {0, "OTTO"sv, "OpenType font"},
    {0, "wOFF"sv, "web font"},
    {0, "wOF2"sv, "web font"},
    {0, "PAR1"sv, "Parquet file"},
};

template <size_t kCount>
std::string_view find(const Signature (&signatures)[kCount],
                      const HeaderBytes& head) {
  for (const Signature& signature : signatures) {
    if (head.is(signature.offset, signature.bytes)) return signature.name;
  }
  return {};
}

/// The opening bytes in lower case, for what is told by its words.
std::string opening_text(Bytes bytes) {
  constexpr size_t kLook = 1024;
  std::string text;
  for (uint8_t byte : bytes.first(std::min(bytes.size(), kLook))) {
    text += static_cast<char>(std::tolower(byte));
  }
  return text;
}

/// Whether there are no control characters but white space.
bool is_text(const std::string& opening) {
  return std::none_of(opening.begin(), opening.end(), [](char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return byte == 0x7f || (byte < 0x20 && !std::isspace(byte));
  });
}

/// A Targa file has no mark at its start, and since 1989 one at its end.
bool is_targa(const HeaderBytes& head) {
  constexpr std::string_view kMark = "TRUEVISION-XFILE.\0"sv;
  return head.size() > kMark.size() &&
         head.is(head.size() - kMark.size(), kMark);
}

bool is_portable_map(const HeaderBytes& head) {
  return head.u8(0) == 'P' && head.u8(1) >= '1' && head.u8(1) <= '7' &&
         std::isspace(head.u8(2));
}

Problem explain_text(const std::string& opening) {
  auto says = [&](const char* word) {
    return opening.find(word) != std::string::npos;
  };
  if (says("<!doctype html") || says("<html")) {
    return {ProblemKind::not_a_picture, "HTML page"};
  }
  if (says("<svg")) return {ProblemKind::unsupported_format, "SVG"};
  if (says("<?xml")) return {ProblemKind::not_a_picture, "XML document"};
  if (says("#define") && says("_bits[]")) {
    return {ProblemKind::unsupported_format, "XBM"};
  }
  return {ProblemKind::not_a_picture, "text"};
}

}  // namespace

Problem explain_unknown(Bytes bytes) {
  if (bytes.empty()) return {ProblemKind::empty, "no bytes"};
  const HeaderBytes head(bytes, HeaderBytes::Order::big);
  if (const auto name = find(kPictures, head); !name.empty()) {
    return {ProblemKind::unsupported_format, std::string(name)};
  }
  if (is_portable_map(head)) return {ProblemKind::unsupported_format, "PNM"};
  if (is_targa(head)) return {ProblemKind::unsupported_format, "TGA"};
  if (head.is(0, "\x89PNG")) {
    return {ProblemKind::corrupt, "PNG with a damaged signature"};
  }
  if (head.is(0, "\xff\xd8")) {
    return {ProblemKind::corrupt, "JPEG with a damaged signature"};
  }
  if (const auto name = find(kOthers, head); !name.empty()) {
    return {ProblemKind::not_a_picture, std::string(name)};
  }
  const std::string opening = opening_text(bytes);
  if (is_text(opening)) return explain_text(opening);
  if (std::all_of(bytes.begin(), bytes.end(), [](int b) { return b == 0; })) {
    return {ProblemKind::not_a_picture, "nothing but zero bytes"};
  }
  return {ProblemKind::not_a_picture, "unknown bytes"};
}

}  // namespace sleeve
