// Reads a line of evidence back to what it was written from.
#ifndef SLEEVE_SCREEN_EVIDENCE_READER_H_
#define SLEEVE_SCREEN_EVIDENCE_READER_H_

#include <optional>
#include <string_view>

#include "screen/evidence.h"

namespace sleeve {

/// The evidence of a line that evidence_line() wrote: writing it again gives
/// the same bytes. Of the fingerprint only hash, quality and sides are known,
/// and of `works` nothing. Nothing when it is no line of ours.
std::optional<Evidence> read_evidence(std::string_view line);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_EVIDENCE_READER_H_
