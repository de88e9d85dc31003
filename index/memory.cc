#include "index/memory.h"

#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "core/error.h"

namespace sleeve {
namespace {

constexpr uint64_t kUnknown = UINT64_MAX;

// The number behind `key` in a file of lines like "MemAvailable:  123 kB".
uint64_t kilobytes(const char* file, const std::string& key) {
  std::ifstream in(file);
  std::string line;
  while (std::getline(in, line)) {
    if (!line.starts_with(key)) continue;
    uint64_t value = 0;
    if (std::istringstream(line.substr(key.size())) >> value) {
      return value * 1024;
    }
  }
  return kUnknown;
}

// The number that is all of a file; "max" is unknown.
uint64_t number_in(const char* file) {
  std::ifstream in(file);
  uint64_t value = 0;
  return in >> value ? value : kUnknown;
}

uint64_t group_room() {
  const uint64_t limit = number_in("/sys/fs/cgroup/memory.max");
  const uint64_t used = number_in("/sys/fs/cgroup/memory.current");
  if (limit == kUnknown || used == kUnknown) return kUnknown;
  return limit > used ? limit - used : 0;
}

uint64_t resident(const char* key) {
  const uint64_t bytes = kilobytes("/proc/self/status", key);
  return bytes == kUnknown ? 0 : bytes;
}

}  // namespace

uint64_t available_memory() {
  return std::min(kilobytes("/proc/meminfo", "MemAvailable:"), group_room());
}

void require_memory(double bytes, const std::string& what) {
  const auto available = static_cast<double>(available_memory());
  if (bytes <= available) return;
  throw Error(ErrorCode::invalid_argument,
              fmt::format("{} takes about {} of memory, but this machine has "
                          "{} to spare.",
                          what, bytes_text(bytes), bytes_text(available)));
}

std::string bytes_text(double bytes) {
  if (bytes < 1e6) return fmt::format("{:.0f} kB", bytes / 1e3);
  if (bytes < 1e9) return fmt::format("{:.0f} MB", bytes / 1e6);
  return fmt::format("{:.1f} GB", bytes / 1e9);
}

MemoryPeak::MemoryPeak() {
  // What was freed but kept for later would hide what is taken next.
  ::malloc_trim(0);
  // Writing 5 makes the present use the new peak.
  std::ofstream("/proc/self/clear_refs") << "5";
  before_ = resident("VmRSS:");
}

uint64_t MemoryPeak::bytes() const {
  const uint64_t peak = resident("VmHWM:");
  return peak > before_ ? peak - before_ : 0;
}

}  // namespace sleeve
