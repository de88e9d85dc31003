// Reads a run's evidence.jsonl back, line by line, for what is made from it.
#ifndef SLEEVE_SCREEN_EVIDENCE_ROWS_H_
#define SLEEVE_SCREEN_EVIDENCE_ROWS_H_

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/geometry.h"
#include "screen/verdict.h"

namespace sleeve {

/// One artwork that a picture shows, and whose it is.
struct ShownArtwork {
  std::string artwork_id;
  std::string kind;
  double score = 0;
  int64_t distance = 0;
  double expected_false_matches = 0;
  std::array<Point, 4> region{};  ///< in the picture
  std::string holder;
  std::string title;
  std::string artist;
  std::string icpn;
  std::string territories;
  std::string licence;
  std::string declarations;  ///< ids, with spaces between them
};

/// What reports need of a line.
struct EvidenceRow {
  int64_t line = 0;  ///< from 1
  std::string path;
  std::string shard;  ///< empty for files
  std::string key;
  Verdict verdict = Verdict::unchecked;
  std::string rule;
  std::string reason;
  std::string sha256;
  uint64_t bytes = 0;
  int64_t columns = 0;  ///< of the picture; 0 when it was not decoded
  int64_t rows = 0;
  std::string url;
  std::string fetched_at;
  std::string uid;
  std::string page_url;
  std::string collected_by;
  std::string tool;
  std::string dataset;
  std::vector<ShownArtwork> artworks;
  std::vector<std::string> candidates;  ///< ids, sorted
  std::string reviewed_by;  ///< whose decision the verdict is; empty for none
  std::map<std::string, std::string> channels;  ///< name to status
};

/// Calls `visit` for every line of the finished run in `folder`, with the
/// decisions of its reviews. Throws Error: not_found (no finished run), corrupt
/// (a line that is not ours, reviews that do not verify).
void for_each_row(const std::filesystem::path& folder,
                  const std::function<void(const EvidenceRow&)>& visit);

/// Whether a picture of this verdict may stay in the data set.
bool is_kept(Verdict verdict);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_EVIDENCE_ROWS_H_
