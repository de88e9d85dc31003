// Writes a catalogue and a finished run of random fingerprints, to measure
// sleeve rescreen: write_run FOLDER ROWS ARTWORKS NEW.
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "index/catalogue.h"
#include "index/sha256.h"
#include "screen/artwork_digests.h"
#include "screen/evidence.h"
#include "screen/run_log.h"
#include "screen/run_parameters.h"
#include "screen/stored_fingerprints.h"

namespace sleeve {
namespace {

using Dice = std::mt19937_64;

Fingerprint random_fingerprint(Dice& dice) {
  Coefficients coefficients;
  std::normal_distribution<float> amplitude(0, 20);
  for (float& c : coefficients) c = amplitude(dice);
  const Hashed hashed = cover256(coefficients);
  Fingerprint fingerprint;
  fingerprint.hash = hashed.hash;
  fingerprint.quality = hashed.quality;
  fingerprint.rows = fingerprint.columns = 300;
  float squares = 0;
  for (int i = 0; i < kFeatureCount; ++i) {
    squares += coefficients[i] * coefficients[i];
  }
  for (int i = 0; i < kFeatureCount; ++i) {
    fingerprint.features[i] = coefficients[i] / std::sqrt(squares);
  }
  return fingerprint;
}

void add_artworks(const std::string& path, int64_t first, int64_t end,
                  Dice& dice) {
  std::vector<Artwork> artworks;
  for (int64_t i = first; i < end; ++i) {
    const std::string id = fmt::format("cover-{:07}", i);
    artworks.push_back(
        {id, sha256_hex(id.data(), id.size()), random_fingerprint(dice)});
  }
  Catalogue::open(path, Catalogue::Mode::create).add(artworks);
}

// As screen() does, but of pictures that never were.
void write_run(const std::string& folder, int64_t rows,
               const std::string& catalogue, Dice& dice) {
  const auto snapshot =
      Catalogue::open(catalogue, Catalogue::Mode::read).snapshot();
  const RunFolder run(folder);
  ScreenOptions options;
  options.catalogue = catalogue;
  options.inputs = {"scraped"};
  options.effort = Effort::fast;
  run.replace(kArtworksFile, artwork_digests(*snapshot));
  run.replace(kRunFile,
              run_parameters(options, *snapshot, {"", "", "2026-01-01"}));
  RunLog log(run, LogIdentity::make("sleeve", ""));
  log.replay([](int64_t, std::string_view) {}, [](int64_t) {});
  StoredFingerprintWriter stored(run.file(kFingerprintsFile));
  stored.start(0);
  ScreenSummary summary;
  for (int64_t i = 0; i < rows; ++i) {
    Picture picture;
    for (Fingerprint& one : picture.fingerprints) {
      one.hash = random_fingerprint(dice).hash;
    }
    picture.fingerprints[0] = random_fingerprint(dice);
    Evidence evidence;
    evidence.name.path = fmt::format("scraped/{:08}.jpg", i);
    evidence.sha256 =
        to_hex(Sha256().update(static_cast<uint64_t>(i)).finish());
    evidence.bytes = 40000;
    evidence.fingerprint = picture.fingerprints[0];
    judge_evidence(evidence, strict_policy());
    stored.append(stored_records(&picture));
    log.append(evidence_line(evidence));
    summary.counts.add(finding_of(evidence));
  }
  stored.sync();
  log.finish(summary, steady_seconds());
}

}  // namespace
}  // namespace sleeve

int main(int count, char** arguments) {
  if (count != 5) {
    fmt::print(stderr, "write_run FOLDER ROWS ARTWORKS NEW\n");
    return 1;
  }
  const std::string folder = arguments[1];
  const int64_t artworks = std::atoll(arguments[3]);
  sleeve::Dice dice(1);
  sleeve::add_artworks(folder + "/catalogue", 0, artworks, dice);
  sleeve::write_run(folder + "/run", std::atoll(arguments[2]),
                    folder + "/catalogue", dice);
  sleeve::add_artworks(folder + "/catalogue", artworks,
                       artworks + std::atoll(arguments[4]), dice);
}
