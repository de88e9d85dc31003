// A RightsReport as part of a record.
#ifndef SLEEVE_SCREEN_RIGHTS_RECORD_H_
#define SLEEVE_SCREEN_RIGHTS_RECORD_H_

#include "screen/record.h"
#include "screen/rights/signal.h"

namespace sleeve {

/// `channels` (name to status, all of them), `signals` and `faults`; the last
/// two are left out where there are none.
Record rights_record(const RightsReport& report);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RIGHTS_RECORD_H_
