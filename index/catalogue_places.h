// Where the pictures of artworks lay when they were read, for those who want to
// see them again.
#ifndef SLEEVE_INDEX_CATALOGUE_PLACES_H_
#define SLEEVE_INDEX_CATALOGUE_PLACES_H_

#include <filesystem>
#include <map>
#include <span>
#include <string>

namespace sleeve {

/// Paths by id of the artwork.
using ArtworkPaths = std::map<std::string, std::string>;

/// Notes that the pictures of artworks lie in these files of this machine (a
/// member of a shard under "shard/member", a picture inside an audio file under
/// that file's name). Ids without artwork are passed over. This is no content:
/// digests, generations and exchange files know nothing of it. Throws Error as
/// Catalogue::add() does.
void put_places(const std::filesystem::path& catalogue,
                const ArtworkPaths& paths);

struct ArtworkPlace {
  std::string path;    ///< that was noted; the artwork's id where none was
  std::string sha256;  ///< of the picture; empty when nobody knows
};

/// The places of those of `ids` that are artworks. Throws Error as
/// Catalogue::open() does.
std::map<std::string, ArtworkPlace> read_places(
    const std::filesystem::path& catalogue, std::span<const std::string> ids);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_CATALOGUE_PLACES_H_
