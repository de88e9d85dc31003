// A RightsReport as bytes, on its way out of the sandbox.
#ifndef SLEEVE_SCREEN_RIGHTS_REPORT_CODEC_H_
#define SLEEVE_SCREEN_RIGHTS_REPORT_CODEC_H_

#include <optional>
#include <string>
#include <string_view>

#include "screen/rights/signal.h"

namespace sleeve {

/// No encoded report is longer. Raw texts are cut, the longest first, until a
/// report fits; notes say so.
inline constexpr size_t kMaxReportBytes = 96 << 10;

std::string encode_report(RightsReport report);

/// Nothing when `bytes` are not what encode_report() writes: whoever sends
/// them may be hostile.
std::optional<RightsReport> decode_report(std::string_view bytes);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RIGHTS_REPORT_CODEC_H_
