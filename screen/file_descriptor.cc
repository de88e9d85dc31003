#include "screen/file_descriptor.h"

#include <unistd.h>

namespace sleeve {

void FileDescriptor::reset() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

}  // namespace sleeve
