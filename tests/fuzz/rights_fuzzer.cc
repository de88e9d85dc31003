// Any bytes give a report, the same twice, that survives the way out of the
// sandbox; and any bytes read as XMP, EXIF, IPTC or C2PA alone.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "screen/hash_binding.h"
#include "screen/rights/embedded.h"
#include "screen/rights/fields.h"
#include "screen/rights/report_codec.h"
#include "screen/rights/words.h"

namespace {

void require(bool truth) {
  if (!truth) std::abort();
}

void check(const sleeve::RightsReport& report) {
  require(report.signals.size() <= sleeve::kMaxSignals);
  const auto decoded = sleeve::decode_report(sleeve::encode_report(report));
  require(decoded.has_value());
  require(decoded->statuses == report.statuses);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const sleeve::Bytes bytes(data, size);
  sleeve::RightsReport report = sleeve::read_embedded_rights(bytes);
  require(report == sleeve::read_embedded_rights(bytes));
  sleeve::check_bindings(report, bytes);
  check(report);
  for (const auto reader : {sleeve::read_xmp, sleeve::read_exif,
                            sleeve::read_iptc, sleeve::read_c2pa}) {
    sleeve::RightsReport alone;
    reader(bytes, "here", alone);
    check(alone);
  }
  sleeve::decode_report(sleeve::as_text(bytes));
  return 0;
}
