#include "screen/reliability_record.h"

namespace sleeve {

Record record_of(const Reliability& row) {
  Record record;
  record.put("level", row.level);
  record.put("queries", row.queries);
  record.put("promised", row.promised);
  record.put("matches", row.matches);
  record.put("with_candidates", row.with_candidates);
  record.put("promise", verdict_of(row));
  return record;
}

}  // namespace sleeve
