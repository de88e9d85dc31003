// Walks a folder and all folders in it, in byte order of the names.
#ifndef SLEEVE_SCREEN_FOLDER_H_
#define SLEEVE_SCREEN_FOLDER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"

namespace sleeve {

/// What the walk came upon.
struct FolderEntry {
  std::string path;                ///< folder path joined with the name
  std::optional<Problem> problem;  ///< set for a folder that cannot be walked

  /// A file that accompanies a picture of the same stem ("a.json" or
  /// "a.jpg.json" beside "a.jpg").
  bool sidecar = false;
};

/// Files come in byte order of their names, a folder's content where the
/// folder's name stands. Symbolic links are followed; one that leads back to
/// a folder that holds it is a problem, and so is an unreadable folder. Only
/// the names of the folders on the present path are in memory, packed.
class FolderWalk {
 public:
  /// A folder in it that is `skipped`, by whatever name, is passed over.
  explicit FolderWalk(const std::string& path, const std::string& skipped = "");

  /// Gives the next file or problem; false at the end.
  bool next(FolderEntry& entry);

  /// Share of the names passed, 0 to 1; folders count by their own position.
  double progress() const;

 private:
  /// The names of one folder: each a type byte, the name and a NUL.
  struct Level {
    std::string path;
    std::string packed;
    std::vector<uint64_t> offsets;  ///< of the type bytes, in name order
    size_t position = 0;
    uint64_t device = 0;
    uint64_t inode = 0;

    std::string_view name(size_t i) const;
    bool is_sidecar(std::string_view name) const;
    bool holds(std::string_view name) const;
  };

  std::optional<Problem> enter(const std::string& path);
  std::optional<Problem> read_names(int folder, Level& level);
  bool is_folder(const Level& level, size_t i, const std::string& path) const;

  std::vector<Level> levels_;
  std::optional<std::pair<uint64_t, uint64_t>> skipped_;  ///< device and inode
  std::optional<FolderEntry> first_;  ///< when the folder itself cannot be read
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_FOLDER_H_
