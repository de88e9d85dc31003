#include "screen/run_log.h"

#include <fmt/chrono.h>

#include <chrono>
#include <ctime>
#include <utility>

#include "core/error.h"
#include "screen/sealed_files.h"

namespace sleeve {

void forget_run(const RunFolder& folder) {
  folder.remove({kSummaryTextFile, kSummaryJsonFile, kCheckpointFile,
                 kVerifierFile, kLeavesFile, kFingerprintsFile, kEvidenceFile,
                 kArtworksFile, kRunFile});
}

double steady_seconds() {
  const auto time = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(time).count();
}

std::string utc_now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

LogIdentity LogIdentity::make(const std::string& origin,
                              const std::filesystem::path& key) {
  if (!is_origin(origin)) {
    throw Error(ErrorCode::invalid_argument,
                "A log cannot be called \"" + origin +
                    "\": its name has neither spaces nor plus signs.");
  }
  LogIdentity identity{origin, std::nullopt};
  if (!key.empty()) identity.key = SigningKey::read_pem(key);
  return identity;
}

RunLog::RunLog(const RunFolder& folder, LogIdentity identity,
               const char* lines_file)
    : folder_(folder),
      identity_(std::move(identity)),
      journal_(folder.file(lines_file)),
      leaves_(folder.file(kLeavesFile)) {}

void RunLog::replay(const std::function<void(int64_t, std::string_view)>& visit,
                    const std::function<void(int64_t)>& changed) {
  journal_.replay([&](int64_t number, std::string_view line) {
    visit(number, line);
    if (!leaves_.replay(line)) changed(number);
  });
  leaves_.start();
}

void RunLog::append(std::string_view line) {
  journal_.append(line);
  leaves_.append(line);
}

void RunLog::write_checkpoint(std::vector<SealedFile> files) {
  journal_.sync();
  leaves_.sync();
  const Checkpoint checkpoint{identity_.origin,
                              static_cast<uint64_t>(journal_.lines()),
                              leaves_.root(), std::move(files)};
  const auto& key = identity_.key;
  folder_.replace(kCheckpointFile, key ? sign_checkpoint(checkpoint, *key)
                                       : unsigned_checkpoint(checkpoint));
  if (!key) {
    folder_.remove({kVerifierFile});
  } else {
    folder_.replace(
        kVerifierFile,
        verifier_text({identity_.origin, key->public_key()}) + "\n");
  }
}

// The checkpoint is written before the summary, which says that all is done.
void RunLog::finish(ScreenSummary& summary, double started) {
  summary.merkle_root = to_hex(leaves_.root());
  summary.evidence_bytes = journal_.bytes();
  summary.evidence_sha256 = journal_.digest();
  summary.seconds = steady_seconds() - started;
  const auto done =
      static_cast<double>(summary.counts.pictures - summary.resumed);
  summary.pictures_per_second =
      summary.seconds > 0 ? done / summary.seconds : 0;
  summary.ended = utc_now();
  const std::string text = summary_text(summary);
  const std::string json = summary_json(summary);
  auto files = seal_files(folder_.file(""),
                          {kRunFile, kArtworksFile, kFingerprintsFile});
  files.push_back({kSummaryTextFile, Sha256().update(text).finish()});
  files.push_back({kSummaryJsonFile, Sha256().update(json).finish()});
  write_checkpoint(std::move(files));
  folder_.replace(kSummaryTextFile, text);
  folder_.replace(kSummaryJsonFile, json);
}

std::optional<ScreenSummary> finished_summary(const RunFolder& folder) {
  const auto json = folder.read(kSummaryJsonFile);
  if (!json) return std::nullopt;
  ScreenSummary summary;
  std::error_code error;
  if (!read_summary(*json, summary) ||
      std::filesystem::file_size(folder.file(kEvidenceFile), error) !=
          summary.evidence_bytes) {
    throw Error(ErrorCode::corrupt,
                "The summary in \"" + folder.file("") +
                    "\" does not fit its evidence. `sleeve verify` tells "
                    "more.");
  }
  return summary;
}

}  // namespace sleeve
