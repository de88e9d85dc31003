// Any bytes read as a WARC file give rows, end, and give the same rows without
// the pictures' bytes.
#include "screen/warc.h"
#include "tests/fuzz/rows_of.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  sleeve::compare_rows<sleeve::Warc>(data, size);
  return 0;
}
