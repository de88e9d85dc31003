// Gives the bytes of a fuzzer names in a folder, without writing to a disk.
#ifndef SLEEVE_TESTS_FUZZ_LINKED_INPUT_H_
#define SLEEVE_TESTS_FUZZ_LINKED_INPUT_H_

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/temp_folder.h"

namespace sleeve {

/// A folder in which files of these names all hold what was put last. Gives up
/// when the system refuses.
class LinkedInput {
 public:
  explicit LinkedInput(const std::vector<std::string>& names)
      : file_(memfd_create("input", 0)) {
    for (const std::string& name : names) {
      std::filesystem::create_symlink("/proc/self/fd/" + std::to_string(file_),
                                      folder_ / name);
    }
  }

  std::string path() const { return folder_.path().string(); }

  void put(const uint8_t* data, size_t size) {
    if (ftruncate(file_, 0) != 0 ||
        pwrite(file_, data, size, 0) != static_cast<ssize_t>(size)) {
      std::abort();
    }
  }

 private:
  TempFolder folder_;
  int file_;  // open to the end of the program
};

}  // namespace sleeve

#endif  // SLEEVE_TESTS_FUZZ_LINKED_INPUT_H_
