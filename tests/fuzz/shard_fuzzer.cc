// Any bytes read as a shard give rows, end, and give the same rows without
// the pictures' bytes.
#include "screen/shard.h"
#include "tests/fuzz/rows_of.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  sleeve::compare_rows<sleeve::Shard>(data, size);
  return 0;
}
