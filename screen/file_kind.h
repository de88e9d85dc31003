// What a name, and where the name does not tell the content, says a file is.
#ifndef SLEEVE_SCREEN_FILE_KIND_H_
#define SLEEVE_SCREEN_FILE_KIND_H_

#include <string>
#include <string_view>

#include "core/pixels.h"

namespace sleeve {

/// How many first bytes looks_like_picture() wants to see.
inline constexpr size_t kLookBytes = 64;

/// The last component of a path.
std::string_view base_name(std::string_view path);

/// Splits a member's name as WebDataset does: the key runs up to the first
/// dot of the last path component (folders included, leading dots do not
/// count), the field is what follows that dot; empty without one.
struct MemberName {
  std::string_view key;
  std::string_view field;
};
MemberName split_member(std::string_view member);

/// Whether the last extension is one that pictures bear; case does not count.
bool has_picture_extension(std::string_view name);

/// Whether the last extension is one that accompanies pictures: captions,
/// labels, metadata, arrays.
bool has_sidecar_extension(std::string_view name);

/// Whether the name ends as tar archives do: .tar, .tar.gz, .tgz, ...
bool has_shard_extension(std::string_view name);

/// Whether a file that is named like something else holds a picture, told
/// from its first bytes. Text never does: "BMW" is not a BMP.
bool looks_like_picture(Bytes first_bytes);

/// Whether the regular file `path` looks like a picture.
bool holds_picture(const std::string& path);

/// Whether the regular file `path` holds a tar archive (ustar magic).
bool holds_tar(const std::string& path);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_FILE_KIND_H_
