// Measures how often chance alone makes a match with a catalogue.
#ifndef SLEEVE_SCREEN_CALIBRATE_H_
#define SLEEVE_SCREEN_CALIBRATE_H_

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/decode.h"
#include "index/calibration.h"

namespace sleeve {

struct CalibrateOptions {
  std::filesystem::path catalogue;

  /// Pictures that show none of the artworks, as Source::open() takes them;
  /// without any the tail stays as it is.
  std::vector<std::string> inputs;

  /// CSV files for logits_of_pairs(): pairs that match, and pairs that must
  /// not. Both or none.
  std::string good_pairs;
  std::string bad_pairs;

  double rate = 0;       ///< false matches a picture that are borne, at most
                         ///< 1; 0 leaves it as it is
  bool reset = false;    ///< forget what was measured and learnt before
  bool dry_run = false;  ///< store nothing
  int threads = 0;       ///< 0: one for each core
  Limits limits;
  int64_t for_artworks = 0;  ///< tell of so many; 0: those of the catalogue
  int64_t for_pictures = 1'000'000;  ///< tell of so many

  /// Called after every picture, by one thread at a time; `share` is how much
  /// of the inputs was read, 0 to 1, negative when unknown. What it throws
  /// ends the run, and nothing is stored.
  std::function<void(int64_t pictures, double share)> progress;
};

/// What one threshold comes to.
struct OperatingPoint {
  double score = 0;
  double per_picture = 0;  ///< false matches, the 95 % bound
  double expected = 0;     ///< the same in `for_pictures` pictures
  int64_t seen = 0;        ///< places that reached it
};

/// A place where an artwork seemed to be.
struct SeemingPlace {
  double logit = 0;
  std::string path;
  std::string artwork_id;
};

struct CalibrateReport {
  Calibration calibration;
  int64_t pictures = 0;  ///< that were measured now
  int64_t unchecked = 0;
  int64_t places = 0;
  int64_t for_artworks = 0;
  int64_t for_pictures = 0;
  double score_for_rate = 0;  ///< that calibration.rate amounts to
  std::vector<OperatingPoint> points;
  std::vector<SeemingPlace> surest;  ///< ten at most, surest first
};

/// Measures, learns, and stores the outcome beside the catalogue. The same
/// pictures give the same calibration on any number of threads. Throws Error:
/// not_found (catalogue, input, pairs), invalid_argument (too few places to
/// say anything; pairs that cannot be used; a rate outside 0 to 1), corrupt,
/// io_error. Bad pictures are counted as unchecked.
CalibrateReport calibrate(const CalibrateOptions& options);

/// The report as one JSON object, on one line.
std::string calibrate_json(const CalibrateReport& report);

}  // namespace sleeve

#endif  // SLEEVE_SCREEN_CALIBRATE_H_
