// What was measured of a catalogue: how often pictures that show none of its
// artworks look as if they did.
#ifndef SLEEVE_INDEX_CALIBRATION_H_
#define SLEEVE_INDEX_CALIBRATION_H_

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "index/reliability.h"

namespace sleeve {

/// The chance that an unrelated artwork reaches a logit:
/// 10 ^ (log10 + (logit - start) * log10_per_unit), at most 1.
struct Tail {
  double start = 0;
  double log10 = 0;
  double log10_per_unit = 0;

  double chance(double logit) const;

  bool operator==(const Tail&) const = default;
};

/// That of models/parts.json.
Tail shipped_tail();

struct Calibration {
  Tail tail = shipped_tail();

  /// The logit by which parts are judged is scale * logit + shift; learnt from
  /// pairs. The tail speaks of the logit as it was.
  double scale = 1;
  double shift = 0;

  /// So many times more often than models/chance.json says come the hashes of
  /// unrelated pictures near, at least 1.
  double hash_factor = 1;

  /// A match that chance would give more often for one picture is not stood
  /// behind.
  double rate = 0.01;

  /// Artworks that look like very much, by id: so many times more often than
  /// others were they taken for a part of what does not show them.
  std::map<std::string, double> hubs = {};

  /// What was measured; 0 where nothing was.
  int64_t artworks = 0;
  int64_t pictures = 0;
  int64_t good_pairs = 0;
  int64_t bad_pairs = 0;

  /// Whether what was measured held for pictures that were kept apart; empty
  /// where they were too few.
  std::vector<Reliability> reliability = {};

  /// "calibration/" and 12 hex digits of its content; empty for what Sleeve
  /// comes with.
  std::string identity() const;

  bool operator==(const Calibration&) const = default;
};

/// The least logit whose chance of a false match for one picture against
/// `artworks` artworks is at most `rate`.
double logit_for(const Tail& tail, int64_t artworks, double rate);

/// Fits a tail to the logits that unrelated pictures reached in `trials`
/// comparisons of a picture with an artwork: those among the highest exceed a
/// start by an exponentially distributed excess (Pickands, Ann. Statist.
/// 1975). Takes the 95 % bound of both numbers that are on the safe side.
/// Nothing for fewer than 20 logits, which say nothing about a tail.
std::optional<Tail> fit_tail(std::vector<double> logits, int64_t trials);

/// The artworks that are hubs where `seen` tells how often each was thought to
/// be where it is not, at a logit of the tail's start or more: at least 3
/// times, and 10 times as often as all `artworks` on average.
std::map<std::string, double> find_hubs(
    const std::map<std::string, int64_t>& seen, int64_t artworks);

/// Scale and shift that make `good` and `bad` logits likeliest, drawn towards
/// 1 and 0 where there are few (Platt, 1999); infinite ones tell nothing. Sets
/// them in `calibration`.
void learn_from_pairs(std::span<const double> good, std::span<const double> bad,
                      Calibration& calibration);

/// As JSON, for people too. read_calibration() gives it back. Throws Error
/// (corrupt) that names `file` when `text` is no calibration.
std::string calibration_text(const Calibration& calibration);
Calibration read_calibration(const std::string& text, const std::string& file);

/// calibration.json in the directory of a catalogue. Saving replaces it whole;
/// what Sleeve comes with stands for a missing one. Throws Error: io_error,
/// corrupt.
void save_calibration(const std::filesystem::path& catalogue,
                      const Calibration& calibration);
Calibration load_calibration(const std::filesystem::path& catalogue);

}  // namespace sleeve

#endif  // SLEEVE_INDEX_CALIBRATION_H_
