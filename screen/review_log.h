// The log of reviews beside a run: what people decided, who, when and why.
#ifndef SLEEVE_SCREEN_REVIEW_LOG_H_
#define SLEEVE_SCREEN_REVIEW_LOG_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "screen/evidence_rows.h"
#include "screen/reviews.h"
#include "screen/run_log.h"

namespace sleeve {

/// The decisions in RUN/reviews, in order; none when nobody reviewed. Throws
/// Error (corrupt) when their log does not verify.
std::vector<Review> read_reviews(const std::filesystem::path& run);

/// Those of several runs together; later runs win. Throws as read_reviews()
/// does, and not_found when one is no finished run.
Reviews read_all_reviews(const std::vector<std::string>& runs);

/// What a person decides about some lines of a run, for one reason.
struct ReviewOrder {
  std::vector<int64_t> lines;  ///< of evidence.jsonl, from 1
  Verdict decision = Verdict::review;
  std::string by;
  std::string why;
};

/// Appends a record for each line to RUN/reviews/reviews.jsonl, and writes its
/// checkpoint anew. A record also names the line and its leaf in the run's
/// log. Throws Error: invalid_argument (no name, no decision, a line that
/// needs no review), corrupt (the run's line or the log of reviews was
/// changed; then nothing is appended), not_found, io_error.
void record_reviews(const std::filesystem::path& run, const ReviewOrder& order,
                    LogIdentity identity);

/// Calls `visit` for every line that still needs a person. Returns how many.
/// Throws as for_each_row() does.
int64_t for_each_open_review(
    const std::filesystem::path& run,
    const std::function<void(const EvidenceRow&)>& visit);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_REVIEW_LOG_H_
