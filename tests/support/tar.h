// Writes tar archives byte by byte, so that tests can damage them.
#ifndef SLEEVE_TESTS_SUPPORT_TAR_H_
#define SLEEVE_TESTS_SUPPORT_TAR_H_

#include <string>
#include <string_view>

namespace sleeve {

/// An uncompressed ustar archive in memory.
class Tar {
 public:
  Tar& add(std::string_view name, std::string_view content);

  /// A hard link to an earlier member: no content of its own.
  Tar& add_link(std::string_view name, std::string_view target);

  Tar& add_folder(std::string_view name);

  /// A member whose name goes into a pax header, which has no length limit.
  Tar& add_pax(std::string_view name, std::string_view content);

  /// A pax header about all members that follow.
  Tar& add_global(std::string_view comment);

  /// The members so far, without the end marker.
  const std::string& bytes() const { return bytes_; }

  /// With the end marker: two blocks of zeros.
  std::string finish() const { return bytes_ + std::string(1024, '\0'); }

 private:
  void append(std::string_view name, std::string_view content, char type,
              std::string_view target);

  std::string bytes_;
};

}  // namespace sleeve

#endif  // SLEEVE_TESTS_SUPPORT_TAR_H_
