// What a run found of each artwork: how many copies, where from, whether they
// still exist, and why they may stay.
#ifndef SLEEVE_SCREEN_WORKS_TABLE_H_
#define SLEEVE_SCREEN_WORKS_TABLE_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "screen/evidence_rows.h"

namespace sleeve {

/// Adds up the rows about each artwork. Memory grows with the artworks that
/// were found, and with the digests and domains of their copies.
class WorksTable {
 public:
  /// `exists` tells whether the copy is still there.
  void add(const EvidenceRow& row, const ShownArtwork& artwork, bool exists);

  /// CSV, a line for each artwork, ordered by holder, title and id.
  std::string text() const;

 private:
  struct Found {
    ShownArtwork artwork;
    int64_t copies = 0;
    int64_t existing = 0;
    int64_t kept = 0;
    std::set<std::string> digests;
    std::set<std::string> domains;
    std::set<std::string> reasons;  ///< for copies that are kept
    std::map<std::string, int64_t> verdicts;
    std::string first;  ///< fetched_at, the earliest
    std::string last;
  };

  std::map<std::string, Found> found_;
};

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_WORKS_TABLE_H_
