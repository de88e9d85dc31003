// What people decided about pictures that a run sent to review.
#ifndef SLEEVE_SCREEN_REVIEWS_H_
#define SLEEVE_SCREEN_REVIEWS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "screen/verdict.h"

namespace sleeve {

/// One decision: about these bytes, for the reason that was given then.
struct Review {
  std::string sha256;                   ///< of the encoded picture
  std::string rule;                     ///< that sent it to review
  std::string reason;                   ///< of that rule
  std::vector<std::string> candidates;  ///< ids that it might show, sorted
  Verdict decision = Verdict::review;   ///< see is_decision()
  std::string by;                       ///< who decided
  std::string at;                       ///< when, UTC: "2026-11-22T18:49:04Z"
  std::string why;                      ///< for people; may be empty
  int64_t line = 0;  ///< that was looked at, from 1; 0 when not known
  std::string leaf;  ///< of that line in its run's log

  bool operator==(const Review&) const = default;
};

/// Whether a person may decide so: no_signal, exclude_match or
/// exclude_reserved. Only a licence in the catalogue gives `licensed`.
bool is_decision(Verdict verdict);

/// The decisions of several reviews; later ones win. Threads may share it.
class Reviews {
 public:
  Reviews() = default;
  explicit Reviews(const std::vector<Review>& reviews);

  bool empty() const { return by_picture_.empty(); }

  /// The decision that holds for a picture sent to review by `rule` for
  /// `reason`; null for none. One that excludes holds whatever the reason, one
  /// that keeps only for that same reason and no further candidates.
  const Review* find(const std::string& sha256, const std::string& rule,
                     const std::string& reason,
                     const std::vector<std::string>& candidates) const;

  /// A digest of all decisions, 64 hex digits; empty when there are none.
  std::string digest() const;

 private:
  std::map<std::string, std::vector<Review>> by_picture_;  ///< the latest first
};

/// A decision as a line of reviews.jsonl, and back; nothing when it is none.
std::string review_line(const Review& review);
std::optional<Review> read_review(std::string_view line);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_REVIEWS_H_
