// The tables of one component's Huffman codes, kept from picture to picture.
#ifndef SLEEVE_CORE_JPEG_CODES_H_
#define SLEEVE_CORE_JPEG_CODES_H_

#include "core/jpeg_tables.h"

namespace sleeve {

/// All that reads the blocks of one component of a sequential scan.
struct JpegCodes {
  JpegSymbols dc;
  JpegSymbols ac;
  JpegSkipTable skip;
  JpegValueTable dc_values;
  JpegValueTable ac_values;
};

/// The tables of a pair of codes; null when one is not a prefix code. Most
/// files use the codes of T.81, annex K, and building tables takes as long as
/// reading a small picture; so each thread keeps the last few it built. The
/// result lives until this thread has asked for seven other pairs.
const JpegCodes* find_jpeg_codes(const JpegHuffmanCode& dc,
                                 const JpegHuffmanCode& ac);

}  // namespace sleeve

#endif  // SLEEVE_CORE_JPEG_CODES_H_
