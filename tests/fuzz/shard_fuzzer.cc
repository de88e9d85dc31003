// Any bytes read as a shard give rows, end, and give the same rows without
// the pictures' bytes.
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "screen/shard.h"

namespace {

std::vector<sleeve::PictureName> rows(const std::string& path, bool bytes) {
  sleeve::SourceOptions options;
  options.max_bytes = 1 << 20;
  sleeve::Shard shard(path, options);
  std::vector<sleeve::PictureName> names;
  for (sleeve::Item item; shard.next(item, bytes); item = {}) {
    names.push_back(item.name);
    if (item.bytes.size() > options.max_bytes) std::abort();
  }
  return names;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const int file = memfd_create("shard", 0);
  if (file < 0 || write(file, data, size) != static_cast<ssize_t>(size)) {
    std::abort();
  }
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  if (rows(path, true) != rows(path, false)) std::abort();
  close(file);
  return 0;
}
