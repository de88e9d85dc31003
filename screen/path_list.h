// Writes a list of paths, of which no name can make two.
#ifndef SLEEVE_SCREEN_PATH_LIST_H_
#define SLEEVE_SCREEN_PATH_LIST_H_

#include <filesystem>
#include <fstream>
#include <string>

namespace sleeve {

/// A path on each line; or each ended by NUL, where one holds a newline. Every
/// call may throw Error (io_error).
class PathList {
 public:
  explicit PathList(std::filesystem::path file);

  void add(const std::string& path);

  /// Call once, last.
  void finish();

 private:
  void check() const;

  std::filesystem::path name_;
  std::fstream file_;
  bool newlines_ = false;  ///< in a path
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_PATH_LIST_H_
