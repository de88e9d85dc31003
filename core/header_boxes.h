// Walks the boxes of which ISO media files and JPEG XL containers are made.
#ifndef SLEEVE_CORE_HEADER_BOXES_H_
#define SLEEVE_CORE_HEADER_BOXES_H_

#include "core/header_bytes.h"

namespace sleeve {

struct Box {
  uint64_t type;   ///< offset of the four letters
  uint64_t start;  ///< offset of the content
  uint64_t end;    ///< offset behind the content
};

/// Calls `visit` for each box between two offsets (end <= file.size()). Stops
/// with false at a box that does not fit there; what was seen stands.
template <class Visit>
bool for_each_box(const HeaderBytes& file, uint64_t at, uint64_t end,
                  const Visit& visit) {
  while (at < end) {
    if (end - at < 8) return false;
    uint64_t head = 8;
    uint64_t size = file.u32(at);
    if (size == 0) size = end - at;  // to the end
    if (size == 1) {
      head = 16;
      size = file.u64(at + 8);
    }
    if (size < head || size > end - at) return false;
    visit(Box{at + 4, at + head, at + size});
    at += size;
  }
  return true;
}

}  // namespace sleeve

#endif  // SLEEVE_CORE_HEADER_BOXES_H_
