// A row of a reliability table as a record.
#ifndef SLEEVE_SCREEN_RELIABILITY_RECORD_H_
#define SLEEVE_SCREEN_RELIABILITY_RECORD_H_

#include "index/reliability.h"
#include "screen/record.h"

namespace sleeve {

/// Its fields, and `promise`: verdict_of().
Record record_of(const Reliability& row);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_RELIABILITY_RECORD_H_
