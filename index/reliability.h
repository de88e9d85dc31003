// Sets the false matches that expected_false_matches promised against those
// that were seen.
#ifndef SLEEVE_INDEX_RELIABILITY_H_
#define SLEEVE_INDEX_RELIABILITY_H_

#include <cstdint>
#include <span>
#include <vector>

namespace sleeve {

/// Among `queries` pictures that show none of the artworks, at most `promised`
/// matches should state `level` or less.
struct Reliability {
  double level = 0;
  int64_t queries = 0;
  double promised = 0;  ///< queries * level
  int64_t matches = 0;  ///< false ones that state at most `level`
  int64_t with_candidates = 0;

  bool operator==(const Reliability&) const = default;
};

/// What a false match, or a false candidate, stated.
struct Stated {
  double expected_false_matches = 0;
  bool match = false;  ///< else a candidate
};

/// A row for each of nine levels from 1e-12 to 1; none without queries.
std::vector<Reliability> reliability_of(int64_t queries,
                                        std::span<const Stated> stated);

/// What a row says of the promise, candidates counted:
/// "broken" where so many are seen that chance gives them one time in twenty
/// at most, if the promise holds; "kept" where not, and at least three were
/// promised; else "unknown": with fewer, seeing none is no evidence.
const char* verdict_of(const Reliability& row);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_RELIABILITY_H_
