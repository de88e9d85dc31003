#include "screen/rescreener.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "index/chosen_snapshot.h"
#include "index/matcher.h"
#include "screen/artwork_digests.h"
#include "screen/batch.h"
#include "screen/evidence_reader.h"
#include "screen/pipeline.h"
#include "screen/run_folder.h"
#include "screen/run_log.h"
#include "screen/run_parameters.h"
#include "screen/sealed_files.h"
#include "screen/stored_fingerprints.h"

namespace sleeve {
namespace {

namespace fs = std::filesystem;

constexpr size_t kLinesAtOnce = 256;
constexpr size_t kLineBytesAtOnce = size_t{1} << 20;

std::string read_whole(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    throw Error(ErrorCode::not_found,
                "There is no file \"" + file.string() +
                    "\". Name the output directory of a finished run of this "
                    "version.");
  }
  return std::string(std::istreambuf_iterator<char>(in), {});
}

// Lines on their way. No quotation mark stands bare within a text of JSON, so
// what is looked for in a line can only be its members.
struct Lines {
  int64_t first = 0;  ///< number of the first, from 0
  std::vector<std::string> lines;
  std::vector<Sha256Digest> leaves;  ///< as leaves.bin has them
  std::vector<Finding> findings;
  int64_t changed = 0;
  int64_t without_prints = 0;
};

bool better(const Match& a, const Match& b) {
  if (a.score != b.score) return a.score > b.score;
  return a.artwork_id < b.artwork_id;
}

bool names(const std::vector<Match>& matches, const Match& match) {
  return std::any_of(matches.begin(), matches.end(), [&](const Match& one) {
    return one.artwork_id == match.artwork_id;
  });
}

// Tells of regions where they lie in the stored picture, with its bars.
void shift(std::vector<Match>& matches, const Evidence& evidence) {
  for (Match& match : matches) {
    for (Point& corner : match.region) {
      corner.x += evidence.content_column;
      corner.y += evidence.content_row;
    }
  }
}

// Joins what stands from before with what was found now. An artwork that was
// changed stays a match if it was one.
void join(Matches& all, const Matches& fresh) {
  std::erase_if(all.matches,
                [&](const Match& old) { return names(fresh.matches, old); });
  std::erase_if(all.candidates, [&](const Match& old) {
    return names(fresh.matches, old) || names(fresh.candidates, old);
  });
  for (const Match& match : fresh.candidates) {
    if (!names(all.matches, match)) all.candidates.push_back(match);
  }
  all.matches.insert(all.matches.end(), fresh.matches.begin(),
                     fresh.matches.end());
  std::stable_sort(all.matches.begin(), all.matches.end(), better);
  std::stable_sort(all.candidates.begin(), all.candidates.end(), better);
}

// Whether the catalogue still has the artwork; ids rise.
bool is_gone(const Match& match, const Snapshot& snapshot) {
  int64_t low = 0, high = snapshot.size();
  while (low < high) {
    const int64_t middle = low + (high - low) / 2;
    (snapshot.id(middle) < match.artwork_id ? low : high) =
        snapshot.id(middle) < match.artwork_id ? middle + 1 : middle;
  }
  return low == snapshot.size() || snapshot.id(low) != match.artwork_id;
}

// The finding of a line. Most say that nothing was found, and need no parsing.
std::optional<Finding> finding_in(const std::string& line) {
  constexpr std::string_view kBytes = ",\"bytes\":";
  const size_t at = line.find(kBytes);
  if (at == std::string::npos ||
      line.find(",\"verdict\":\"no_signal\",") == std::string::npos ||
      line.find(",\"matches\":[],") == std::string::npos) {
    return read_finding(line);
  }
  Finding finding;
  finding.verdict = Verdict::no_signal;
  const char* const digits = line.data() + at + kBytes.size();
  const auto [end, error] =
      std::from_chars(digits, line.data() + line.size(), finding.bytes);
  return error == std::errc() ? std::optional(finding) : std::nullopt;
}

SignedCheckpoint read_note(const fs::path& run) {
  auto note = parse_checkpoint(read_whole(run / kCheckpointFile));
  if (note) return *note;
  throw Error(ErrorCode::corrupt,
              "\"" + (run / kCheckpointFile).string() + "\" is no checkpoint.");
}

// The rows of fingerprints.bin are looked at one by one.
void check_files(const fs::path& run, const Checkpoint& checkpoint) {
  auto files = checkpoint.files;
  std::erase_if(files, [](const SealedFile& file) {
    return file.name == kFingerprintsFile;
  });
  const std::string broken = first_broken_seal(run, files);
  if (broken.empty()) return;
  throw Error(ErrorCode::corrupt,
              "\"" + (run / broken).string() +
                  "\" is not the file that the run's checkpoint tells of. "
                  "`sleeve verify` tells more.");
}

class Rescreening {
 public:
  explicit Rescreening(const RescreenOptions& options);
  ScreenSummary run();

 private:
  bool take_up();
  bool next(Lines& lines);
  void work(Lines& lines) const;
  Matches search(int64_t row, const std::string& line, Lines& lines) const;
  bool must_judge(const std::string& line) const;
  std::string judged(const std::string& line, int64_t row, Matches found) const;
  void take(const Lines& lines);
  void check_whole() const;
  [[noreturn]] void refuse_line(int64_t row, const char* what) const;

  const RescreenOptions& options_;
  std::string earlier_;  ///< run.json
  SignedCheckpoint checkpoint_;
  StoredFingerprints stored_;
  std::ifstream evidence_;
  std::ifstream leaves_;
  RunFolder folder_;
  LogIdentity identity_;
  std::shared_ptr<const Snapshot> snapshot_;
  ArtworkChanges changes_;
  Matcher fresh_;  ///< finds only the new artworks
  Ownership ownership_;
  bool other_policy_ = false;
  int64_t rows_ = 0;
  MerkleRoot root_;  ///< of the earlier lines
  std::unique_ptr<RunLog> log_;
  ScreenSummary summary_;
  double started_ = steady_seconds();
};

Rescreening::Rescreening(const RescreenOptions& options)
    : options_(options),
      earlier_(read_whole(options.run / kRunFile)),
      checkpoint_(read_note(options.run)),
      stored_(options.run / kFingerprintsFile),
      evidence_(options.run / kEvidenceFile, std::ios::binary),
      leaves_(options.run / kLeavesFile, std::ios::binary),
      folder_(options.output),
      identity_(LogIdentity::make(options.origin, options.key)),
      snapshot_(
          Catalogue::open(options.catalogue, Catalogue::Mode::read).snapshot()),
      changes_(
          changes_since(read_whole(options.run / kArtworksFile), *snapshot_)),
      fresh_(choose_artworks(snapshot_, changes_.fresh), nullptr,
             load_calibration(options.catalogue)) {
  check_files(options.run, checkpoint_.checkpoint);
  ownership_ = {read_rights(options.catalogue),
                options.as_of.empty() ? utc_now().substr(0, 10) : options.as_of,
                {}};
  for (const Use use : options.policy.uses) {
    ownership_.uses.emplace_back(use_name(use));
  }
  const std::string& policy = options.policy.text;
  other_policy_ =
      policy_of_run(earlier_) != sha256_hex(policy.data(), policy.size());
  summary_.catalogue = options.catalogue.string();
  summary_.artworks = snapshot_->size();
  summary_.output = options.output.string();
  Rescreened& rescreened = summary_.rescreened.emplace();
  rescreened.root = to_hex(checkpoint_.checkpoint.root);
  rescreened.new_artworks = static_cast<int64_t>(changes_.fresh.size());
  rescreened.gone_artworks = changes_.gone;
  if (is_thorough_run(earlier_) && rescreened.new_artworks > 0) {
    rescreened.not_searched =
        "parts of pictures, for the new artworks; only whole pictures, and "
        "what is inside plain frames, were compared with them";
  }
}

void Rescreening::refuse_line(int64_t row, const char* what) const {
  throw Error(ErrorCode::corrupt, "Row " + std::to_string(row + 1) +
                                      " of the run \"" + options_.run.string() +
                                      "\" " + what +
                                      ". `sleeve verify` tells more.");
}

// Prepares the folder; true when this very run in it was finished already.
bool Rescreening::take_up() {
  std::error_code error;
  if (fs::equivalent(options_.run, options_.output, error)) {
    throw Error(ErrorCode::invalid_argument,
                "The new run needs an output directory of its own.");
  }
  const std::string parameters = rescreen_parameters(
      earlier_, summary_.catalogue, *snapshot_, options_.policy,
      {"", ownership_.rights.digest(), ownership_.date,
       options_.reviews.digest(), fresh_.models()},
      *summary_.rescreened);
  const auto before = folder_.read(kRunFile);
  if (before && !options_.restart) {
    const std::string differs = difference_of_runs(*before, parameters);
    if (!differs.empty()) {
      throw Error(ErrorCode::invalid_argument,
                  "The output directory \"" + summary_.output +
                      "\" holds a run that differs in " + differs +
                      ". Name another output directory, or restart to do it "
                      "anew.");
    }
    if (const auto finished = finished_summary(folder_)) {
      summary_ = *finished;
      summary_.was_finished = true;
      return true;
    }
  }
  forget_run(folder_);
  folder_.replace(kArtworksFile, artwork_digests(*snapshot_));
  fs::copy_file(options_.run / kFingerprintsFile,
                folder_.file(kFingerprintsFile));
  folder_.replace(kRunFile, parameters);
  return false;
}

bool Rescreening::next(Lines& lines) {
  lines.first = rows_;
  size_t bytes = 0;
  std::string line;
  while (lines.lines.size() < kLinesAtOnce && bytes < kLineBytesAtOnce &&
         std::getline(evidence_, line)) {
    bytes += line.size();
    Sha256Digest& leaf = lines.leaves.emplace_back();
    leaves_.read(reinterpret_cast<char*>(leaf.data()), leaf.size());
    root_.add(leaf);
    lines.lines.push_back(std::move(line));
    ++rows_;
  }
  return !lines.lines.empty();
}

// What the stored fingerprints show of the new artworks. The line has the
// first of them too: both are of the same picture.
Matches Rescreening::search(int64_t row, const std::string& line,
                            Lines& lines) const {
  if (row >= stored_.size()) refuse_line(row, "has no stored fingerprint");
  Picture picture;
  switch (stored_.read(row, picture)) {
    case StoredFingerprints::State::damaged:
      refuse_line(row, "has a damaged fingerprint");
    case StoredFingerprints::State::missing:
      ++lines.without_prints;
      return {};
    case StoredFingerprints::State::without:
      return {};
    default:
      break;
  }
  const Hash& upright = picture.fingerprints[0].hash;
  const std::string hash = "\"hash\":\"" +
                           algorithm_identity(upright.algorithm) + ":" +
                           to_hex(upright) + "\"";
  if (line.find(hash) == std::string::npos) {
    refuse_line(row, "has the fingerprint of another picture");
  }
  return changes_.fresh.empty() ? Matches() : fresh_.match(picture);
}

// Whether anything but new artworks can change the line.
bool Rescreening::must_judge(const std::string& line) const {
  const auto has = [&](const char* text) {
    return line.find(text) != std::string::npos;
  };
  return other_policy_ || !has("\"matches\":[],\"candidates\":[]") ||
         (!options_.reviews.empty() && has("\"verdict\":\"review\""));
}

std::string Rescreening::judged(const std::string& line, int64_t row,
                                Matches found) const {
  auto evidence = read_evidence(line);
  if (!evidence) refuse_line(row, "cannot be read");
  const auto gone = [&](const Match& match) {
    return is_gone(match, *snapshot_);
  };
  std::erase_if(evidence->found.matches, gone);
  std::erase_if(evidence->found.candidates, gone);
  shift(found.matches, *evidence);
  shift(found.candidates, *evidence);
  join(evidence->found, found);
  find_owners(*evidence, ownership_);
  judge_evidence(*evidence, options_.policy, &options_.reviews);
  return evidence_line(*evidence);
}

void Rescreening::work(Lines& lines) const {
  for (size_t i = 0; i < lines.lines.size(); ++i) {
    const int64_t row = lines.first + static_cast<int64_t>(i);
    std::string& line = lines.lines[i];
    if (merkle_leaf(line) != lines.leaves[i]) refuse_line(row, "was changed");
    const Matches found = search(row, line, lines);
    if (!found.matches.empty() || !found.candidates.empty() ||
        must_judge(line)) {
      std::string fresh = judged(line, row, found);
      if (fresh != line) ++lines.changed;
      line = std::move(fresh);
    }
    const auto finding = finding_in(line);
    if (!finding) refuse_line(row, "cannot be read");
    lines.findings.push_back(*finding);
  }
}

void Rescreening::take(const Lines& lines) {
  for (size_t i = 0; i < lines.lines.size(); ++i) {
    log_->append(lines.lines[i]);
    summary_.counts.add(lines.findings[i]);
  }
  summary_.rescreened->changed_rows += lines.changed;
  summary_.rescreened->without_prints += lines.without_prints;
}

void Rescreening::check_whole() const {
  const Checkpoint& told = checkpoint_.checkpoint;
  if (root_.size() == told.size && root_.root() == told.root) return;
  throw Error(ErrorCode::corrupt,
              "The log of the run \"" + options_.run.string() +
                  "\" is not that of its checkpoint. `sleeve verify` tells "
                  "more.");
}

ScreenSummary Rescreening::run() {
  if (take_up()) return summary_;
  log_ = std::make_unique<RunLog>(folder_, std::move(identity_));
  log_->replay([](int64_t, std::string_view) {}, [](int64_t) {});
  for_each_in_order<Lines>(
      options_.threads, [&](Lines& lines) { return next(lines); },
      [&](Lines& lines) { work(lines); },
      [&](const Lines& lines) { take(lines); });
  check_whole();
  log_->finish(summary_, started_);
  return summary_;
}

}  // namespace

ScreenSummary rescreen(const RescreenOptions& options) {
  return Rescreening(options).run();
}

}  // namespace sleeve
