// The evidence about one picture, as a line of evidence.jsonl.
#ifndef SLEEVE_SCREEN_EVIDENCE_H_
#define SLEEVE_SCREEN_EVIDENCE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/fingerprint.h"
#include "index/catalogue_rights.h"
#include "index/matcher.h"
#include "screen/provenance.h"
#include "screen/reviews.h"
#include "screen/rights/signal.h"
#include "screen/source.h"
#include "screen/verdict.h"

namespace sleeve {

/// All that is known about one picture when its line is written.
struct Evidence {
  PictureName name;
  std::optional<Problem> problem;
  std::string sha256;  ///< of the encoded bytes; empty when they were not read
  uint64_t bytes = 0;  ///< encoded size; 0 when they were not read
  std::optional<Fingerprint> fingerprint;  ///< as stored, not turned
  int content_row = 0;     ///< where the fingerprint's picture begins in
  int content_column = 0;  ///< the stored one, whose bars were taken off
  Matches found;
  RightsReport rights;
  Provenance provenance;
  std::vector<ArtworkRights> works;  ///< of each match
  Judgement judgement;
  std::optional<Review> review;  ///< that decided, when one did
};

/// What counts and summaries need of a line, and nothing else.
struct Finding {
  Verdict verdict = Verdict::unchecked;
  std::string problem;  ///< a problem_name(); empty unless unchecked
  std::string reason;
  std::string path;
  uint64_t bytes = 0;
  std::vector<std::string> artworks;  ///< ids that the picture shows

  bool operator==(const Finding&) const = default;
};

/// Fills evidence.judgement from all the rest; where a person must look,
/// a decision among `reviews` (null for none), or else the one that
/// evidence.review holds already, stands in, if it still answers the question.
void judge_evidence(Evidence& evidence, const Policy& policy,
                    const Reviews* reviews = nullptr);

/// The decision of a person about a picture whose judgement asks for one, or
/// was made by one. Its decision is evidence.judgement.verdict.
Review decision_of(const Evidence& evidence, const std::string& by,
                   const std::string& at, const std::string& why);

/// The line, without its newline. Holds no time and no place of the machine:
/// the same picture and catalogue give the same line everywhere.
std::string evidence_line(const Evidence& evidence);

/// What a line begins with when it is about `name`.
std::string evidence_prefix(const PictureName& name);

/// The finding that evidence_line() writes down.
Finding finding_of(const Evidence& evidence);

/// The finding of a line; nothing when it is no line of ours.
std::optional<Finding> read_finding(std::string_view line);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_EVIDENCE_H_
