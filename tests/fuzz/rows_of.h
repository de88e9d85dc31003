// Reads any bytes as a file of pictures, twice: with and without their bytes.
#ifndef SLEEVE_TESTS_FUZZ_ROWS_OF_H_
#define SLEEVE_TESTS_FUZZ_ROWS_OF_H_

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "screen/source.h"

namespace sleeve {

template <class Reader>
std::vector<PictureName> rows_of(const std::string& path, bool bytes) {
  SourceOptions options;
  options.max_bytes = 1 << 20;
  options.sidecars = true;
  Reader reader(path, options);
  std::vector<PictureName> names;
  for (Item item; reader.next(item, bytes); item = {}) {
    names.push_back(item.name);
    if (item.bytes.size() > options.max_bytes) std::abort();
  }
  return names;
}

/// Gives up when `Reader` gives other rows without the pictures' bytes.
template <class Reader>
void compare_rows(const uint8_t* data, size_t size) {
  const int file = memfd_create("pictures", 0);
  if (file < 0 || write(file, data, size) != static_cast<ssize_t>(size)) {
    std::abort();
  }
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  if (rows_of<Reader>(path, true) != rows_of<Reader>(path, false)) std::abort();
  close(file);
}

}  // namespace sleeve

#endif  // SLEEVE_TESTS_FUZZ_ROWS_OF_H_
