// Reads the file that gives artworks their ids.
#ifndef SLEEVE_CLI_MANIFEST_H_
#define SLEEVE_CLI_MANIFEST_H_

#include <filesystem>
#include <map>
#include <string>

namespace sleeve::cli {

/// Path of a picture (as `catalogue add` sees it) to artwork id.
using Manifest = std::map<std::string, std::string>;

/// Reads JSON Lines of objects with the members `path` and `artwork_id`.
/// A relative path is taken from the manifest's own folder. Throws Error
/// (invalid_argument) that names file and line of what cannot be used.
Manifest read_manifest(const std::filesystem::path& file);

}  // namespace sleeve::cli

#endif  // SLEEVE_CLI_MANIFEST_H_
