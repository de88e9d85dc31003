// Takes a picture file apart into its metadata; one walker for each format.
#ifndef SLEEVE_SCREEN_RIGHTS_PARTS_H_
#define SLEEVE_SCREEN_RIGHTS_PARTS_H_

#include <string>
#include <string_view>

#include "core/pixels.h"

namespace sleeve {

/// What a piece of metadata is.
enum class PartKind {
  xmp,        ///< an XMP packet
  exif,       ///< begins with a TIFF header
  iptc,       ///< IPTC-IIM datasets
  photoshop,  ///< image resources ("8BIM" blocks)
  jumbf,      ///< JUMBF boxes, a C2PA manifest store
  text,       ///< text with or without a keyword
};

/// Takes the pieces as the walkers find them. Bytes live during the call.
class Parts {
 public:
  virtual ~Parts() = default;

  /// `place` says where the piece lies: "JPEG APP1 at 20".
  virtual void part(PartKind kind, Bytes bytes, const std::string& place) = 0;

  /// A text field, already as UTF-8 or Latin-1.
  virtual void text(std::string_view keyword, Bytes text,
                    const std::string& place) = 0;

  /// A piece of this kind is there, or may be, that cannot be read.
  virtual void broken(PartKind kind, const std::string& place) = 0;

  /// The walk ended early: whatever was not found may lie behind.
  virtual void cut_off(const std::string& place) = 0;
};

/// Each reads nothing outside `file`, whose format was sniffed, in time linear
/// in its size, and never decodes the picture. JPEG ends at its first scan.
void walk_jpeg(Bytes file, Parts& parts);
void walk_png(Bytes file, Parts& parts);
void walk_webp(Bytes file, Parts& parts);
void walk_gif(Bytes file, Parts& parts);
void walk_heif(Bytes file, Parts& parts);
void walk_jpeg_xl(Bytes file, Parts& parts);

/// A TIFF file's metadata that is not EXIF's own: XMP, IPTC, Photoshop, C2PA;
/// and the file itself as EXIF.
void walk_tiff(Bytes file, Parts& parts);

/// Unpacked bytes of one piece at most; and pieces of one file at most, more
/// of which are told as broken.
inline constexpr size_t kMaxPartBytes = 8 << 20;

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RIGHTS_PARTS_H_
