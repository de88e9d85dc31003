// Explains why two pictures match or do not.
#ifndef SLEEVE_SCREEN_COMPARE_PAIR_H_
#define SLEEVE_SCREEN_COMPARE_PAIR_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/details.h"
#include "core/picture.h"
#include "index/comparison.h"
#include "index/part_evidence.h"
#include "screen/compare_picture.h"
#include "screen/source.h"

namespace sleeve {

/// A picture, and what a catalogue would keep of it.
struct Seen {
  Picture picture;
  Described described;
};

/// One of two pictures, by the name it was given.
struct ComparedPicture {
  std::string path;
  Result<Seen> seen;
};

/// Where corners propose that B lies in A, and what is made of it.
struct SeenPlace {
  PartEvidence evidence;
  PartRuling ruling;
  std::array<Point, 4> region{};  ///< corners of B in the upright A, in pixels
  std::string transform;          ///< as in Match
  DrawnPlace drawn;
};

struct PairComparison {
  Comparison comparison;       ///< what hashes and details come to together
  const char* stage = "none";  ///< that settled it: "hash", "details", "none"
  std::optional<SeenPlace> place;
};

struct PairReport {
  ComparedPicture a;
  ComparedPicture b;
  std::optional<PairComparison> compared;  ///< unless one cannot be checked
};

/// Whether `a` shows `b`, as if `b` were the only artwork of a catalogue. Each
/// is a file, or has its bytes. Bad pictures are told in the report.
PairReport compare_pair(Item a, Item b, const Limits& limits = {});

/// "match", "candidate", "none".
const char* standing_name(Standing standing);

/// The report as one JSON object, on one line.
std::string compare_json(const PairReport& report);

/// The PNG of draw_comparison(), for a report that compared.
std::vector<uint8_t> draw_pair(const PairReport& report);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_COMPARE_PAIR_H_
