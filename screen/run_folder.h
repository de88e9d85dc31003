// The output directory of a run: its lock, its parameters, its small files.
#ifndef SLEEVE_SCREEN_RUN_FOLDER_H_
#define SLEEVE_SCREEN_RUN_FOLDER_H_

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "screen/file_descriptor.h"

namespace sleeve {

/// Held by one run at a time, from construction on.
class RunFolder {
 public:
  /// Makes the directory when missing and locks it. Throws Error (io_error)
  /// when that fails or another run holds it.
  explicit RunFolder(std::filesystem::path path);

  /// The path of the file `name` in it, as text.
  std::string file(std::string_view name) const;

  /// The content of a file; nothing when there is none. Throws Error
  /// (io_error).
  std::optional<std::string> read(std::string_view name) const;

  /// Replaces a file: other programs see the old content or the new one,
  /// whole. Throws Error (io_error).
  void replace(std::string_view name, std::string_view content) const;

  /// Removes these files of an earlier run, those that exist. Throws Error
  /// (io_error).
  void remove(const std::vector<std::string>& names) const;

 private:
  [[noreturn]] void fail(const std::string& file, const char* what,
                         int error) const;

  std::filesystem::path path_;
  FileDescriptor folder_;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RUN_FOLDER_H_
