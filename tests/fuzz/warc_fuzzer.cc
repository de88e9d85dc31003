// Any bytes read as a WARC file give rows, end, and give the same rows without
// the pictures' bytes.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "screen/warc.h"

namespace {

std::vector<sleeve::PictureName> rows(const std::string& path, bool bytes) {
  sleeve::SourceOptions options;
  options.max_bytes = 1 << 20;
  options.sidecars = true;
  sleeve::Warc warc(path, options);
  std::vector<sleeve::PictureName> names;
  for (sleeve::Item item; warc.next(item, bytes); item = {}) {
    names.push_back(item.name);
    if (item.bytes.size() > options.max_bytes) std::abort();
  }
  return names;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const int file = memfd_create("warc", 0);
  if (file < 0 || write(file, data, size) != static_cast<ssize_t>(size)) {
    std::abort();
  }
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  if (rows(path, true) != rows(path, false)) std::abort();
  close(file);
  return 0;
}
