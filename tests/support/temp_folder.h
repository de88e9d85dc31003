// A folder of a test's own, removed with everything in it.
#ifndef SLEEVE_TESTS_SUPPORT_TEMP_FOLDER_H_
#define SLEEVE_TESTS_SUPPORT_TEMP_FOLDER_H_

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sleeve {

class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// The path of `name` in the folder, as text.
  std::string operator/(std::string_view name) const;

  /// Writes a file, with the folders it needs; returns its path.
  std::string write(std::string_view name, std::string_view bytes) const;
  std::string write(std::string_view name,
                    const std::vector<uint8_t>& bytes) const;

 private:
  std::filesystem::path path_;
};

/// The whole content of a file.
std::string read_text(const std::string& path);

}  // namespace sleeve

#endif  // SLEEVE_TESTS_SUPPORT_TEMP_FOLDER_H_
