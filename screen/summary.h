// Counts what a run found, and tells it to programs and to people.
#ifndef SLEEVE_SCREEN_SUMMARY_H_
#define SLEEVE_SCREEN_SUMMARY_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "screen/evidence.h"
#include "screen/verdict.h"

namespace sleeve {

/// Counts of all rows of a run. Its memory grows with the number of artworks
/// that were found, not with the number of pictures.
struct Counts {
  int64_t pictures = 0;
  uint64_t bytes = 0;  ///< encoded, of the pictures that were read
  std::map<Verdict, int64_t> verdicts;
  std::map<std::string, int64_t> problems;  ///< by problem_name()
  std::map<std::string, int64_t> artworks;  ///< pictures that show each

  /// The first few unchecked rows of each problem: path and reason.
  std::map<std::string, std::vector<std::pair<std::string, std::string>>>
      examples;

  void add(const Finding& finding);
  int64_t of(Verdict verdict) const;

  /// The artworks found most often, ties by id: id and pictures.
  std::vector<std::pair<std::string, int64_t>> top_artworks(size_t most) const;

  bool operator==(const Counts&) const = default;
};

/// What a run took over from an earlier one, instead of reading pictures.
struct Rescreened {
  std::string root;            ///< of the earlier run's log
  int64_t new_artworks = 0;    ///< new or changed since, and searched for
  int64_t gone_artworks = 0;   ///< removed or changed since
  int64_t changed_rows = 0;    ///< whose evidence is not that of before
  int64_t without_prints = 0;  ///< pictures with no stored fingerprint: the
                               ///< new artworks were not searched in them
  std::string not_searched;    ///< what a full search would also do; or empty

  bool operator==(const Rescreened&) const = default;
};

/// The result of a run.
struct ScreenSummary {
  Counts counts;
  std::string catalogue;        ///< its path
  int64_t artworks = 0;         ///< in the catalogue
  int64_t without_details = 0;  ///< of them, found as wholes only
  std::string output;           ///< the output directory
  uint64_t evidence_bytes = 0;  ///< of evidence.jsonl
  std::string evidence_sha256;
  std::string merkle_root;         ///< of its lines, as in `checkpoint`
  int64_t resumed = 0;             ///< rows that an earlier, killed run wrote
  bool was_finished = false;       ///< nothing was left to do
  double seconds = 0;              ///< that the last session took
  double pictures_per_second = 0;  ///< of the last session
  std::string ended;               ///< UTC, "2026-11-22T18:49:04Z"
  std::optional<Rescreened> rescreened;
};

/// summary.json: the whole result for programs.
std::string summary_json(const ScreenSummary& summary);

/// Reads summary_json() back; false when the text is something else. The
/// examples and all but the most frequent artworks are not read back.
bool read_summary(const std::string& json, ScreenSummary& summary);

/// summary.txt: the result for people, with what to do next.
std::string summary_text(const ScreenSummary& summary);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_SUMMARY_H_
