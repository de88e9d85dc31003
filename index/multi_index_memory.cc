#include "index/multi_index_memory.h"

#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace sleeve {
namespace {

constexpr size_t kLineBytes = 64;
constexpr size_t kHugePage = size_t{1} << 21;

}  // namespace

LargeBlock::LargeBlock(size_t bytes) {
  // Small arrays gain nothing from huge pages and would waste most of one.
  const size_t unit = bytes >= 2 * kHugePage ? kHugePage : kLineBytes;
  const size_t rounded = (bytes / unit + 1) * unit;
  if (rounded < bytes) throw std::bad_alloc();
  data_.reset(std::aligned_alloc(unit, rounded));
  if (!data_) throw std::bad_alloc();
  // Only advice: a system without huge pages may ignore or refuse it.
  if (unit == kHugePage) madvise(data_.get(), rounded, MADV_HUGEPAGE);
}

void LargeBlock::Release::operator()(void* data) const { std::free(data); }

}  // namespace sleeve
