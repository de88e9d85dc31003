// Fingerprints in, Matches out: decides which artworks a picture shows.
#ifndef SLEEVE_INDEX_MATCHER_H_
#define SLEEVE_INDEX_MATCHER_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/fingerprint.h"
#include "core/geometry.h"
#include "core/picture.h"
#include "index/calibration.h"
#include "index/catalogue.h"
#include "index/parts.h"
#include "index/snapshot.h"
#include "index/whole_finder.h"

namespace sleeve {

enum class MatchKind { same, edition };

/// An artwork that is, or may be, in the picture.
struct Match {
  std::string artwork_id;
  MatchKind kind = MatchKind::same;
  double score = 0;  ///< 0 to 1, higher is surer
  int distance = 0;  ///< bits between the hashes, 0 to 256

  /// Where the artwork lies in the upright full-size picture: its corners
  /// top left, top right, bottom right, bottom left.
  std::array<Point, 4> region{};

  /// How the picture shows it: "none", "mirror", "rotate90", ... for the whole
  /// picture; else as describe_region() has it: "part+mirror", "crop", ...
  std::string transform;

  /// How many matches as good as this one chance alone would give for one
  /// picture against this catalogue.
  double expected_false_matches = 0;

  /// Other artworks of the catalogue that are the same picture as this one,
  /// ordered by id, at most kMostTwins: the picture may be any of them.
  std::vector<std::string> twins = {};

  bool operator==(const Match&) const = default;
};

struct Matches {
  std::vector<Match> matches;     ///< stood behind, best first
  std::vector<Match> candidates;  ///< plausible but not certain, best first
};

/// Searches one snapshot. Immutable, so threads may share it.
class Matcher {
 public:
  /// Without `parts`, which belong to the same state of the catalogue, every
  /// search is fast.
  explicit Matcher(std::shared_ptr<const Snapshot> snapshot,
                   std::shared_ptr<const Parts> parts = nullptr,
                   Calibration calibration = {});

  /// Opens what `effort` needs of a catalogue, of one moment, and its
  /// calibration.
  static Matcher open(const Catalogue& catalogue, Effort effort);

  /// The models that a search rests on: {"chance/1", "brief/1", "parts/4"}.
  static std::vector<std::string> models(Effort effort);

  /// The same, and the calibration where there is one.
  std::vector<std::string> models() const;

  /// How many artworks have no details, and are found as wholes only; 0 when
  /// all searches are fast.
  int64_t without_details() const;

  Effort effort() const { return parts_ ? Effort::thorough : Effort::fast; }

  /// Which artworks the picture shows; thorough when it has `grey`.
  Matches match(const Picture& picture) const;

  /// The fast search: `picture` holds the fingerprints of the eight
  /// orientations, as fingerprint_orientations() makes them.
  Matches match(const std::array<Fingerprint, 8>& picture) const;

  const Snapshot& snapshot() const { return *snapshot_; }

 private:
  std::shared_ptr<const Snapshot> snapshot_;
  std::shared_ptr<const Parts> parts_;
  Calibration calibration_;
};

}  // namespace sleeve

#endif  // SLEEVE_INDEX_MATCHER_H_
