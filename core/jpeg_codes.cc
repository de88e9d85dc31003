// The tables of one component's Huffman codes, kept from picture to picture.
#include "core/jpeg_codes.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace sleeve {
namespace {

constexpr size_t kKept = 8;

std::unique_ptr<JpegCodes> build(const JpegHuffmanCode& dc,
                                 const JpegHuffmanCode& ac) {
  auto codes = std::make_unique_for_overwrite<JpegCodes>();
  if (!codes->dc.assign(dc) || !codes->ac.assign(ac)) return nullptr;
  codes->skip.build(codes->dc, codes->ac);
  codes->dc_values.build_dc(codes->dc);
  codes->ac_values.build_ac(codes->ac);
  return codes;
}

}  // namespace

const JpegCodes* find_jpeg_codes(const JpegHuffmanCode& dc,
                                 const JpegHuffmanCode& ac) {
  // The last used first.
  thread_local std::vector<std::unique_ptr<JpegCodes>> kept;
  auto found = std::find_if(kept.begin(), kept.end(), [&](const auto& codes) {
    return codes->dc.code() == dc && codes->ac.code() == ac;
  });
  if (found == kept.end()) {
    std::unique_ptr<JpegCodes> codes = build(dc, ac);
    if (codes == nullptr) return nullptr;
    if (kept.size() == kKept) kept.pop_back();
    found = kept.insert(kept.end(), std::move(codes));
  }
  std::rotate(kept.begin(), found, found + 1);
  return kept.front().get();
}

}  // namespace sleeve
